import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { openOnnxScorer } from '../../scoring/onnx/scorer.ts';

/** Rows in memory, row-major [rows, columns], and the columns of each model. */
export interface ScoringData {
  readonly folder: string;
  readonly rows: number;
  readonly columns: number;
  readonly matrix: Float32Array;
  readonly columnsOf: readonly (readonly number[])[];
}

const ROWS_A_CALL = 1_024;

export function readScoringData(folder: string): ScoringData {
  const bytes = readFileSync(join(folder, 'rows.f32'));
  const matrix = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const text = readFileSync(join(folder, 'models.json'), 'utf8');
  const { columns, columnsOf } = JSON.parse(text) as Pick<ScoringData, 'columns' | 'columnsOf'>;
  return { folder, matrix, columns, columnsOf, rows: matrix.length / columns };
}

const manifestOf = (width: number): ModelManifest => ({
  model: 'model.onnx',
  version: '1',
  input: 'x',
  outputs: ['score'],
  absent: 'NaN',
  features_sha256: '0'.repeat(64),
  features: Array.from({ length: width }, (_, i) => `f${i}`),
});

/** Seconds to score all rows with the first models, in this thread. */
export async function secondsToScore(data: ScoringData, models: number): Promise<number> {
  const scorer = openOnnxScorer();
  const chosen = data.columnsOf.slice(0, models);
  const loaded = await Promise.all(
    chosen.map((columns, m) => scorer.load(readFileSync(join(data.folder, `${m}.onnx`)), manifestOf(columns.length))),
  );
  const started = performance.now();
  for (let from = 0; from < data.rows; from += ROWS_A_CALL) {
    const to = Math.min(from + ROWS_A_CALL, data.rows);
    for (const [m, model] of loaded.entries()) await model.score(inputOf(data, chosen[m] ?? [], from, to), to - from);
  }
  const seconds = (performance.now() - started) / 1000;
  for (const model of loaded) await model.close();
  return seconds;
}

/** Seconds to explain the first rows with the first model, the tables made before; and the values, [rows, features + 1]. */
export async function secondsToExplain(
  data: ScoringData,
  rows: number,
): Promise<{ seconds: number; compileSeconds: number; values: Float64Array }> {
  const columns = data.columnsOf[0] ?? [];
  const before = performance.now();
  const content = readFileSync(join(data.folder, '0.onnx'));
  const explainer = await openOnnxScorer().explain(content, manifestOf(columns.length), 'score');
  const input = inputOf(data, columns, 0, rows);
  await explainer.contributions(inputOf(data, columns, 0, 100), 100);
  const started = performance.now();
  const values = await explainer.contributions(input, rows);
  const ended = performance.now();
  await explainer.close();
  return { seconds: (ended - started) / 1000, compileSeconds: (started - before) / 1000, values };
}

function inputOf({ matrix, columns }: ScoringData, chosen: readonly number[], from: number, to: number): Float32Array {
  const input = new Float32Array((to - from) * chosen.length);
  const places = Int32Array.from(chosen);
  let at = 0;
  for (let row = from; row < to; row++) {
    for (const place of places) input[at++] = matrix[row * columns + place] ?? Number.NaN;
  }
  return input;
}
