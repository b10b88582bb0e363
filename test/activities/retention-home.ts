import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliveredBefore } from '../../activities/delivered-before.ts';
import { retain } from '../../activities/retain/retention.ts';
import { computeVerbs, lightVerbs } from '../../activities/verbs.ts';
import type { Verb } from '../../activities/verb.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { NightManifest } from '../../domain/night-manifest.ts';
import type { NightRequest } from '../../domain/night.ts';
import type { RetentionReport } from '../../domain/retention-report.ts';
import type { EventRow } from '../../domain/rows.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { ROW_RANGES } from '../../domain/salt.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { OpenPorts } from '../../workers/ports.ts';
import { collect } from '../contract/fresh-stores.ts';
import { event, everySalt } from '../contract/store-rows.ts';
import { realPorts } from './real-ports.ts';

const HEADER = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
export const ROWS = [
  'user,1,login,,01,SUM|COUNT,2|5,trailing,login:sum,',
  'user,2,post,,01,SUM,3,trailing,post:sum,',
  'opportunity,3,call,,01,SUM,4,trailing,call:sum,',
];
/** The run date that the tests count from. */
export const RUN_DATE = '2026-03-20';
export const US_A_DAY = 86_400_000_000;
export const MIDNIGHT = dayOfDate(RUN_DATE) * US_A_DAY;

/** An event of some days before the run date. */
export const ago = (eventId: string, days: number, row: Partial<EventRow> = {}): EventRow =>
  event({ eventId, time: MIDNIGHT - days * US_A_DAY, timeText: `-${days}`, ...row });

/** Ids of the current events of a store, sorted. */
export const left = async (store: FeatureStore): Promise<string[]> =>
  (await collect(store.eventsBackwards(everySalt))).map(({ eventId }) => eventId).sort();

export interface RetentionHome {
  readonly ports: OpenPorts;
  /** A dictionary in UTC without models, its folder written anew. */
  dictionary(
    name: string,
    retention: readonly object[],
    rows?: readonly string[],
    files?: { readonly keep_days?: number },
  ): Promise<FeatureStore>;
  /** Says that a night is sealed, without making one. */
  seal(name: string, date: string): Promise<void>;
  /** Makes a night by its verbs, without Temporal; one that is sealed with the same inputs is found. */
  night(name: string, date: string): Promise<NightManifest>;
  retain(
    name: string,
    more?: { sure?: boolean; dryRun?: boolean; interrupted?: AbortSignal },
  ): Promise<RetentionReport>;
}

/** A home with real stores, gone when the test ends. */
export async function retentionHome(): Promise<RetentionHome> {
  const { home, ports } = await realPorts('retention');
  return {
    ports,
    async dictionary(name, retention, rows = ROWS, files = {}) {
      const folder = join(home, 'dictionaries', name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'dictionary.csv'), `${[HEADER, ...rows].join('\n')}\n`);
      const settings = { time_zone: 'UTC', retention, files, scenes: { all: { models: [] } } };
      await writeFile(join(folder, 'settings.yaml'), JSON.stringify(settings));
      return ports.openStore(name, 'UTC');
    },
    async seal(name, date) {
      await record(ports, name, date);
      await ports.blobs.write(`${name}/${date}/manifest.json`, Buffer.from('{}'));
    },
    night: (name, date) => night(ports, { dictionary: name, date, scene: undefined, population: undefined }),
    retain: (name, more = {}) =>
      retain(ports, {
        dictionary: name,
        sure: false,
        dryRun: false,
        interrupted: new AbortController().signal,
        ...more,
      }),
  };
}

const record = (ports: OpenPorts, dictionary: string, date: string, run = 1): Promise<undefined> =>
  lightVerbs.recordNight(ports)(
    { dictionary, timeZone: 'UTC', record: { date, state: 'delivered', run, stage: 'done', startedMs: 0 } },
    () => undefined,
  );

async function night(ports: OpenPorts, request: NightRequest): Promise<NightManifest> {
  const sealed = await deliveredBefore(ports, request);
  if (sealed) return sealed;
  const call = <Task, Result>(verb: Verb<Task, Result>, task: Task): Promise<Result> =>
    verb(ports)(task, () => undefined);
  const { run, types } = await call(lightVerbs.openNight, request);
  await call(computeVerbs.markChangedFolds, { run, types });
  await call(computeVerbs.foldDays, { run, range: everySalt });
  const { revision } = await call(lightVerbs.knownRows, run);
  const hashes = await call(computeVerbs.hashRowRanges, { run, from: 0, to: ROW_RANGES, of: ROW_RANGES });
  const rows = await call(lightVerbs.keepRowHash, { run, revision, hashes });
  await call(computeVerbs.tagPopulation, { run, range: everySalt });
  const shard = (type: string) => ({ run, type, part: 0, range: everySalt });
  for (const type of types) await call(computeVerbs.computeShard, shard(type));
  for (const type of types.filter((t) => t !== OPPORTUNITY)) await call(computeVerbs.aggregateShard, shard(type));
  await call(computeVerbs.writeFiles, shard(OPPORTUNITY));
  await call(lightVerbs.sealNight, { run, rows, parts: 1 });
  await record(ports, request.dictionary, request.date, run.run);
  const bytes = await ports.blobs.read(`${request.dictionary}/${request.date}/manifest.json`);
  return JSON.parse(Buffer.from(bytes).toString()) as NightManifest;
}
