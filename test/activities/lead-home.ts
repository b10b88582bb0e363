import { leadShard } from '../../activities/lead/lead-shard.ts';
import { rankScene, type Ranked } from '../../activities/lead/rank-scene.ts';
import { leadsPath } from '../../activities/run-files.ts';
import type { LeadLine } from '../../domain/lead-line.ts';
import type { NightRun } from '../../domain/night.ts';
import { receiptsTable, type PushReceipt } from '../../domain/push-receipt.ts';
import { event, link, version } from '../contract/store-rows.ts';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import { whyHome, type WhyHome } from './why-home.ts';

export const SCENE = 'claim';
export const NIGHT = '2026-03-05';

/** An opportunity whose score is `calls` and a tenth of `visits`, with its people and its team. */
export interface Seller {
  readonly id: string;
  readonly calls: number;
  readonly visits?: number;
  readonly people?: readonly string[];
  readonly team?: string;
}

const ROWS = [
  'opportunity,1,call,calls with the customer,01,SUM,7,trailing,call:sum,,minutes',
  'opportunity,2,visit,visits to the customer,,SUM,7,trailing,visit:sum,,',
];
const FEATURES = ['call_01_SUM_7d', 'visit_SUM_7d'];

export interface LeadHome extends WhyHome {
  readonly run: NightRun;
  /** Makes the leads of a push, as the workflow does. */
  leads(): Promise<{ readonly ranked: Ranked; readonly lines: ReadonlyMap<string, LeadLine>; readonly text: string }>;
  receipts(entries: readonly (readonly [string, PushReceipt])[]): Promise<void>;
}

/** A sealed night of one scene whose fields are pushed. @param scene settings of the scene */
export async function leadHome(
  fields: object,
  sellers: readonly Seller[],
  { parts = 1, scene = {}, push = {} }: { parts?: number; scene?: object; push?: object } = {},
): Promise<LeadHome> {
  const home = await whyHome({
    scenes: { [SCENE]: { models: ['win', 'loss'], ...scene } },
    crm: { adapter: 'embedded', push: { [SCENE]: { fields, ...push } } },
  });
  await home.dictionary(ROWS);
  await home.model('win', tinyOnnx({ weights: [1, 0.1], absentAs: 0 }), FEATURES, ['score', 'double']);
  await home.model('loss', tinyOnnx({ weights: [-1, 0], absentAs: 0 }), FEATURES);
  const { store } = home;
  await store.putVersions(
    sellers.map(({ id, team }) =>
      version(id, '2026-01-01', undefined, { attrsText: team === undefined ? '{}' : JSON.stringify({ team }) }),
    ),
  );
  await store.putLinks(
    sellers.flatMap(({ id, people = [] }) => people.map((person) => link(id, 'salesperson', person, '2026-01-01'))),
  );
  const on = '2026-03-01T10:00:00Z';
  const sold = (id: string, feature: string, line: string, amount: number) =>
    event({ eventId: `${feature}/${id}`, type: 'opportunity', id, line, feature, on, valueText: String(amount) });
  await store.putEvents(
    sellers.flatMap(({ id, calls, visits }) => [
      sold(id, 'call', '01', calls),
      ...(visits === undefined ? [] : [sold(id, 'visit', '', visits)]),
    ]),
  );
  const run = await home.night(NIGHT, parts);
  const decoder = new TextDecoder();
  return {
    ...home,
    run,
    async leads() {
      const quiet = (): void => undefined;
      const ranked = await rankScene(home.ports)({ run, scene: SCENE }, quiet);
      let text = '';
      for (let part = 0; part < parts; part++) {
        await leadShard(home.ports)({ run, scene: SCENE, part }, quiet);
        text += decoder.decode(await home.ports.blobs.read(leadsPath(run, SCENE, part)));
      }
      const lines = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LeadLine); // prettier-ignore
      return { ranked, text, lines: new Map(lines.map((line) => [line.id, line])) };
    },
    receipts: (entries) => store.putRecords(receiptsTable(SCENE), entries),
  };
}
