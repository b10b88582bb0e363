import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { modelManifestSchema, type ModelManifest } from '../../domain/model-manifest.ts';
import { SHARED } from '../shared.ts';

/** The nights for which the shared models have expected scores and contributions. */
export const SHARED_NIGHTS = [
  { name: 'bpi2012', date: '2012-01-15' },
  { name: 'online_retail', date: '2010-11-08' },
] as const;

export interface SharedNight {
  readonly content: Uint8Array;
  readonly manifest: ModelManifest;
  readonly ids: readonly string[];
  /** Row-major [ids, features], NaN where the reference has no value. */
  readonly input: Float32Array;
  readonly scores: readonly number[];
  /** Row-major [ids, features + 1], last the value without knowledge. */
  readonly contributions: Float64Array;
}

/** Rows from the reference's features of the night, scores and contributions as XGBoost gave them. */
export function sharedNight({ name, date }: (typeof SHARED_NIGHTS)[number]): SharedNight {
  const folder = join(SHARED, 'models', name);
  const manifest = modelManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const table = linesOf(gunzipSync(readFileSync(join(folder, `contributions_${date}.csv.gz`))));
  const width = manifest.features.length;
  const ids = table.map(([id = '']) => id);
  const input = new Float32Array(ids.length * width).fill(Number.NaN);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const columnOf = new Map(manifest.features.map((feature, column) => [feature, column]));
  const expected = readFileSync(join(SHARED, 'conformance/expected', name, `${date}.csv.gz`));
  for (const [kind, type, id, feature, value] of linesOf(gunzipSync(expected))) {
    const [row, column] = [rowOf.get(id!), columnOf.get(feature!)];
    if (kind === 'base' || type !== 'opportunity' || row === undefined || column === undefined) continue;
    input[row * width + column] = Number(value);
  }
  return {
    content: readFileSync(join(folder, manifest.model)),
    manifest,
    ids,
    input,
    scores: linesOf(readFileSync(join(folder, `scores_${date}.csv`))).map(([, score]) => Number(score)),
    contributions: Float64Array.from(table.flatMap(([, ...values]) => values.map(Number))),
  };
}

/** The cells of a CSV without quotes, without its header. */
const linesOf = (bytes: Uint8Array): string[][] =>
  new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
