import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyOnnx } from '../scoring/tiny-onnx.ts';
import type { DropRow, DropRows } from './drop.ts';

/** The night of this date is worked out by hand below; yesterday is 2026-03-01. Days are cut at 16:00 UTC. */
export const TINY_DATE = '2026-03-02';
const ZONE = 'Asia/Shanghai';

const HEADER = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
export const TINY_ROWS = [
  'opportunity,1,stage,stage of the sale,,ASOF,,,attr:stage,new|quoted|won',
  'opportunity,2,talk,seconds talked in a day,01,SUM|COUNT|MEAN,3|7,trailing,call:sum,',
  'opportunity,3,long_call,calls of a minute or longer,01,RECENCY,7,trailing,call[value>=60]:count,',
  'user,4,login,minutes logged in,,SUM|MAX,3|7,disjoint,login:sum,',
] as const;

const SETTINGS = `time_zone: ${ZONE}
scenes:
  claim: { population: all, models: [interest] }
  match: { population: [attrs.stage=quoted], models: [interest] }
  look: { population: all, models: [] }
`;

const call = (
  event_id: string,
  entity_id: string,
  event_time: string,
  value: string,
  business_line = '01',
): DropRow => ({
  ...{ event_id, entity_type: 'opportunity', entity_id, business_line, feature: 'call', event_time, value },
});
const login = (event_id: string, entity_id: string, event_time: string, value: string): DropRow => ({
  ...{ event_id, entity_type: 'user', entity_id, feature: 'login', event_time, value },
});
const stage = (entity_id: string, name: string): DropRow => ({
  ...{
    entity_type: 'opportunity',
    entity_id,
    valid_from: '2026-01-01T00:00:00Z',
    attrs: JSON.stringify({ stage: name }),
  },
});
const link = (opportunity_id: string, linked_id: string): DropRow => ({
  ...{ opportunity_id, linked_type: 'user', linked_id, valid_from: '2026-01-01T00:00:00Z' },
});

/** Three opportunities, two users. */
export const TINY_DROP = {
  events: [
    call('c1', 'O-1', '2026-03-01T10:00:00+08:00', '60'),
    call('c2', 'O-1', '2026-03-01T15:59:59.5Z', '30.5'), // the last half second of yesterday
    call('c3', 'O-1', '2026-02-26T00:00:00+08:00', '0'), // the first instant of 4 days back; 0 is a value
    call('c4', 'O-1', '2026-03-02T00:00:00+08:00', '500'), // the run date itself is not seen
    call('c5', 'O-1', '2026-03-01T10:00:00+08:00', '7', '02'), // another line
    call('c6', 'O-2', '2026-03-01T11:00:00+08:00', ''), // blank is no value
    call('c7', 'O-3', '2026-02-28T12:00:00+08:00', '0'),
    login('l1', 'U-1', '2026-03-01T09:00:00+08:00', '5'),
    login('l2', 'U-1', '2026-02-24T09:00:00+08:00', '8'),
    login('l3', 'U-2', '2026-02-24T20:00:00+08:00', '20'),
    login('l4', 'U-2', '2026-02-22T23:59:59+08:00', '99'), // 8 days back
  ],
  entities: [stage('O-1', 'quoted'), stage('O-2', 'lost'), stage('O-3', 'new')],
  links: [link('O-1', 'U-1'), link('O-1', 'U-2'), link('O-2', 'U-2')],
} satisfies DropRows;

/** Columns of the feature index, from 1: rows in the order of the file, windows outside, functions inside. */
export const TINY_COLUMNS = [
  'stage_ASOF',
  ...['talk_01_SUM_3d', 'talk_01_COUNT_3d', 'talk_01_MEAN_3d', 'talk_01_SUM_7d', 'talk_01_COUNT_7d', 'talk_01_MEAN_7d'],
  'long_call_01_RECENCY_7d',
  ...['user.login_SUM_0_3d', 'user.login_MAX_0_3d', 'user.login_SUM_3_7d', 'user.login_MAX_3_7d'],
];

/** What the night of TINY_DATE must write, by hand. `lost` is not in the vocab, so O-2 has no stage. */
export const TINY_LINES: Readonly<Record<string, string>> = {
  'O-1': '0 1:2 2:90.5 3:1 4:90.5 5:90.5 6:2 7:45.25 8:1 9:5 10:5 11:28 12:20',
  'O-2': '0 11:20 12:20',
  'O-3': '0 1:1 2:0 3:1 4:0 5:0 6:1 7:0',
};

/** Weights of the model's features; what is absent counts -1, so that it is neither 0 nor left out. */
const INTEREST = { 'user.login_SUM_3_7d': 1, stage_ASOF: 10 };
export const TINY_SCORES: Readonly<Record<string, number>> = {
  'O-1': 28 + 10 * 2,
  'O-2': 20 + 10 * -1,
  'O-3': -1 + 10,
};

/** A dictionary folder for the tiny drop with a model of its own; rows and settings may be others. */
export async function writeTinyDictionary(
  home: string,
  name: string,
  { rows = TINY_ROWS, settings = SETTINGS }: { rows?: readonly string[]; settings?: string } = {},
): Promise<void> {
  const folder = join(home, 'dictionaries', name);
  const model = join(folder, 'models', 'interest');
  await mkdir(model, { recursive: true });
  await writeFile(join(folder, 'dictionary.csv'), `${[HEADER, ...rows].join('\n')}\n`);
  await writeFile(join(folder, 'settings.yaml'), settings);
  const features = Object.keys(INTEREST);
  const features_sha256 = createHash('sha256').update(features.join('\n')).digest('hex');
  const manifest = {
    model: 'model.onnx',
    version: '1',
    input: 'x',
    outputs: ['score'],
    absent: -1,
    features_sha256,
    features,
  };
  await writeFile(join(model, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(model, 'model.onnx'), tinyOnnx({ weights: Object.values(INTEREST) }));
}
