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

const ROWS_A_CALL = 4_096;

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

/** Seconds that went by, and seconds of all threads of the process together. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

function stopwatch(): () => Spent {
  const [started, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: (performance.now() - started) / 1e3, cpu: (user + system) / 1e6 };
  };
}

/** Time to score all rows with the first models, in this thread, and what loading and scoring added to the process's memory at most. */
export async function timeToScore(data: ScoringData, models: number): Promise<{ spent: Spent; grownBytes: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const scorer = openOnnxScorer();
  const chosen = data.columnsOf.slice(0, models);
  const loaded = await Promise.all(
    chosen.map((columns, m) => scorer.load(readFileSync(join(data.folder, `${m}.onnx`)), manifestOf(columns.length))),
  );
  const watch = stopwatch();
  for (let from = 0; from < data.rows; from += ROWS_A_CALL) {
    const to = Math.min(from + ROWS_A_CALL, data.rows);
    for (const [m, model] of loaded.entries()) await model.score(inputOf(data, chosen[m] ?? [], from, to), to - from);
    most = Math.max(most, process.memoryUsage.rss());
  }
  const spent = watch();
  for (const model of loaded) await model.close();
  return { spent, grownBytes: most - before };
}

/** Time to explain the first rows with the first model, the tables made before; and the values, [rows, features + 1]. */
export async function timeToExplain(
  data: ScoringData,
  rows: number,
): Promise<{ spent: Spent; compiled: Spent; values: Float64Array }> {
  const columns = data.columnsOf[0] ?? [];
  const compiling = stopwatch();
  const content = readFileSync(join(data.folder, '0.onnx'));
  const explainer = await openOnnxScorer().explain(content, manifestOf(columns.length), 'score');
  const input = inputOf(data, columns, 0, rows);
  await explainer.contributions(inputOf(data, columns, 0, 100), 100);
  const compiled = compiling();
  const explaining = stopwatch();
  const values = await explainer.contributions(input, rows);
  const spent = explaining();
  await explainer.close();
  return { spent, compiled, values };
}

function inputOf({ matrix, columns }: ScoringData, chosen: readonly number[], from: number, to: number): Float32Array {
  const width = chosen.length;
  const input = new Float32Array((to - from) * width);
  const places = Int32Array.from(chosen);
  let at = 0;
  for (let row = from * columns; row < to * columns; row += columns)
    for (let place = 0; place < width; place++) input[at++] = matrix[row + (places[place] ?? 0)] ?? Number.NaN;
  return input;
}
