import { pushSceneBy } from '../../activities/push/push-scene.ts';
import type { PushSceneTask } from '../../activities/push/push-task.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { faultyCrm, type FaultyCrm } from './push-faulty-crm.ts';
import { crmSettings, fakeClock, pushHome, quiet, type FakeClock, type PushHome } from './push-home.ts';

export const SCENE = 'claim';
export const nightOf = (day: number): PushSceneTask['run'] => ({
  ...{ dictionary: 'shop', date: `2026-03-${String(day).padStart(2, '0')}`, run: 1 },
});

interface Asked {
  readonly day?: number;
  readonly mode?: 'dry-run' | 'shadow';
  readonly older?: true;
  readonly push?: object;
  /** The file of suppressed ids. */
  readonly list?: string;
  readonly count?: number;
  /** Of the first lead: O-<first>. */
  readonly first?: number;
}

export interface Shop {
  readonly home: PushHome;
  readonly crm: FaultyCrm;
  readonly clock: FakeClock;
  /** Leaves leads with one score and pushes them. */
  readonly push: (score: number, asked?: Asked) => Promise<PushResult>;
}

/** A CRM with records O-0, O-1 …, and a scene whose leads all get one score. */
export async function shop(rows: number, limits: object = {}): Promise<Shop> {
  const home = await pushHome();
  const crm = faultyCrm({ readRows: 500, writeRows: 200 }, () => 0.5);
  for (let i = 0; i < rows; i++) crm.records.set(`O-${i}`, { score: 0, score_new: null });
  const clock = fakeClock();
  return {
    home,
    crm,
    clock,
    push: async (score, { day = 1, mode, push = {}, list = '', count = rows, first = 0, older } = {}) => {
      const settings = crmSettings(SCENE, { fields: { score: { value: 'wins.score' } }, ...push }, limits);
      const lines = Array.from({ length: count }, (_, i) => ({
        id: `O-${first + i}`,
        values: { score },
        changed: true,
      }));
      const parts = await home.leads(nightOf(day), SCENE, lines);
      const task = { run: nightOf(day), scene: SCENE, parts, ...(mode ? { mode } : {}), ...(older ? { older } : {}) };
      return pushSceneBy(clock, home.ports(settings, crm, home.store, list), task, quiet);
    },
  };
}
