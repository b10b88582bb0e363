import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NightRun } from '../../../domain/night.ts';
import { leadsPath } from '../../../activities/run-files.ts';
import { deadLetters, type DeadLetter } from '../../../activities/push/push-state.ts';
import { openLogger } from '../../../workers/logger.ts';
import { openPorts, type OpenPorts } from '../../../workers/ports.ts';
import { leadId } from '../tryton/database.ts';
import type { TrytonEnvironment } from '../tryton/environment.ts';
import { DATABASE } from '../tryton/people.ts';
import { startTryton, type TestTryton } from '../tryton-server.ts';
import { trytonProxy, type TrytonProxy } from './proxy.ts';
import { startPusher, type Pusher } from './pusher.ts';

const SCENE = 'deals';
const PART_ROWS = 1_000;

/** The leads of a night, as the score stage leaves them. */
export interface TrialNight {
  readonly run: NightRun;
  readonly parts: number;
  readonly scores: ReadonlyMap<string, number>;
}

/** A home, a Tryton with leads, and the way between them. */
export interface World {
  readonly tryton: TestTryton;
  readonly proxy: TrytonProxy;
  readonly ids: readonly string[];
  /** The next night: another score for every lead, but those of `poison` get one that Tryton does not take. */
  night(poison?: ReadonlySet<string>): Promise<TrialNight>;
  /** Starts a process that pushes the night, or goes on with it. */
  push(night: TrialNight, more?: { readonly fields?: object; readonly limits?: object }): Promise<Pusher>;
  dead(): Promise<readonly DeadLetter[]>;
  stop(): Promise<void>;
}

const FIELDS = { conversion_probability: { value: 'wins.score' }, comment: { value: 'reasons' } };
export const reasonOf = (night: TrialNight, id: string): string => `night ${night.run.date}: ${id} called often`;

export async function openWorld(environment: TrytonEnvironment, leads: number): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'daybreak-trials-'));
  const tryton = await startTryton(environment);
  await tryton.makeLeads(leads);
  const proxy = await trytonProxy(tryton.url);
  const ids = Array.from({ length: leads }, (_, i) => leadId(i));
  let nights = 0;
  return {
    tryton,
    proxy,
    ids,
    async night(poison = new Set()) {
      nights += 1;
      const run = { dictionary: 'shop', date: `2026-03-${String(nights).padStart(2, '0')}`, run: 1 };
      const score = (i: number): number => ((i * 7 + nights * 1_237) % 10_000) / 10_000;
      const scores = new Map(ids.map((id, i) => [id, poison.has(id) ? 1.5 : score(i)]));
      const night = { run, parts: Math.ceil(leads / PART_ROWS), scores };
      await withPorts(home, async ({ blobs }) => {
        for (let part = 0; part < night.parts; part++) {
          const lines = ids.slice(part * PART_ROWS, (part + 1) * PART_ROWS).map((id) => {
            const values = { conversion_probability: scores.get(id), comment: reasonOf(night, id) };
            return `${JSON.stringify({ id, values, changed: true })}\n`;
          });
          await blobs.write(leadsPath(run, SCENE, part), Buffer.from(lines.join('')));
        }
      });
      return night;
    },
    async push({ run, parts }, { fields = {}, limits = {} } = {}) {
      const connection = {
        ...{ url: proxy.url, database: DATABASE, user: 'daybreak', password: { env: 'TRYTON_PASSWORD' } },
        id_field: 'reference',
      };
      const push = { [SCENE]: { fields: { ...FIELDS, ...fields } } };
      const crm = { adapter: 'tryton', connection, limits: { timeout_seconds: 120, ...limits }, push };
      await writeFile(join(home, 'push.json'), JSON.stringify({ task: { run, scene: SCENE, parts }, crm }));
      return startPusher(home);
    },
    dead: () => withPorts(home, async (ports) => deadLetters(await ports.openStore('shop', 'UTC'), SCENE, leads)),
    async stop() {
      await proxy.close();
      await tryton.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Opened only while no other process pushes. */
async function withPorts<T>(home: string, work: (ports: OpenPorts) => Promise<T>): Promise<T> {
  const log = openLogger('trial');
  log.level = 'silent';
  const ports = openPorts(home, log, null);
  try {
    return await work(ports);
  } finally {
    await ports.close();
  }
}
