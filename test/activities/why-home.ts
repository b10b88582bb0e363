import { mkdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { computeVerbs, lightVerbs } from '../../activities/verbs.ts';
import type { Verb } from '../../activities/verb.ts';
import { why } from '../../activities/why/why.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { NightRun } from '../../domain/night.ts';
import { ROW_RANGES, saltRanges } from '../../domain/salt.ts';
import type { WhyModel } from '../../domain/why.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { OpenPorts } from '../../workers/ports.ts';
import { everySalt } from '../contract/store-rows.ts';
import { realPorts } from './real-ports.ts';

const HEADER = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab,unit';
export const NAME = 'shop';

export interface WhyHome {
  readonly ports: OpenPorts;
  readonly store: FeatureStore;
  dictionary(rows: readonly string[]): Promise<void>;
  /** @param more of its manifest */
  model(
    name: string,
    content: Uint8Array,
    features: readonly string[],
    outputs?: readonly string[],
    more?: object,
  ): Promise<void>;
  /** Makes and seals a night by its verbs, as far as its scores, its opportunities in so many parts. */
  night(date: string, parts?: number): Promise<NightRun>;
  /** The one model of O-1. */
  why(date: string): Promise<WhyModel>;
}

/** A home with real stores, gone when the test ends. */
export async function whyHome(settings: object = {}): Promise<WhyHome> {
  const { home, ports } = await realPorts('why');
  const folder = join(home, 'dictionaries', NAME);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.yaml'), JSON.stringify({ time_zone: 'UTC', ...settings }));
  return {
    ports,
    store: await ports.openStore(NAME, 'UTC'),
    dictionary: (rows) => writeFile(join(folder, 'dictionary.csv'), `${[HEADER, ...rows].join('\n')}\n`),
    async model(name, content, features, outputs = ['score'], more = {}) {
      const place = join(folder, 'models', name);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'model.onnx'), content);
      const manifest = {
        model: 'model.onnx',
        version: '1',
        input: 'x',
        outputs,
        absent: 'NaN',
        features_sha256: createHash('sha256').update(features.join('\n')).digest('hex'),
        features,
        ...more,
      };
      await writeFile(join(place, 'manifest.json'), JSON.stringify(manifest));
    },
    night: (date, parts = 1) => night(ports, date, parts),
    async why(date) {
      const { models } = await why(ports, { dictionary: NAME, date, opportunity: 'O-1', model: undefined });
      return models[0]!;
    },
  };
}

async function night(ports: OpenPorts, date: string, parts: number): Promise<NightRun> {
  const call = <Task, Result>(verb: Verb<Task, Result>, task: Task): Promise<Result> =>
    verb(ports)(task, () => undefined);
  const request = { dictionary: NAME, date, scene: undefined, population: undefined };
  const { run, types, models } = await call(lightVerbs.openNight, request);
  const { revision } = await call(lightVerbs.knownRows, run);
  const hashes = await call(computeVerbs.hashRowRanges, { run, from: 0, to: ROW_RANGES, of: ROW_RANGES });
  const rows = await call(lightVerbs.keepRowHash, { run, revision, hashes });
  await call(computeVerbs.markChangedFolds, { run, types });
  await call(computeVerbs.foldDays, { run, range: everySalt });
  await call(computeVerbs.tagPopulation, { run, range: everySalt });
  for (const [part, range] of saltRanges(parts).entries()) {
    const shard = (type: string) => ({ run, type, part, range });
    for (const type of types) await call(computeVerbs.computeShard, shard(type));
    for (const type of types.filter((t) => t !== OPPORTUNITY)) await call(computeVerbs.aggregateShard, shard(type));
    await call(computeVerbs.writeFiles, shard(OPPORTUNITY));
    await call(computeVerbs.mapShard, { run, part });
    await call(computeVerbs.scoreShard, { run, part });
  }
  for (const model of models) await call(computeVerbs.scoreModel, { run, model, parts });
  await call(lightVerbs.sealNight, { run, rows, parts });
  return run;
}
