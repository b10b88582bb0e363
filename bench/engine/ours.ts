/**
 * Daybreak's engine as a whole process, for the bench: entries from a file to one ordered LibSVM file.
 *
 *   node --import tsx bench/engine/ours.ts --form store|parquet --input PATH --case T1|T2 --threads N --out FILE [--by-rows] [--compute-only]
 *
 * The last line on standard output is JSON: computeMs from the first block to the last, entries, ids, values.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { FEATURES } from './workload.ts';
import type { CaseName } from './entries.ts';
import { work, type WorkerDone, type WorkerTask } from './ours-worker.ts';

const { values: options } = parseArgs({
  options: {
    form: { type: 'string', default: 'store' },
    input: { type: 'string', default: '' },
    case: { type: 'string', default: 'T1' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string', default: '' },
    'by-rows': { type: 'boolean', default: false },
    'compute-only': { type: 'boolean', default: false },
  },
});

const started = performance.now();
const task: WorkerTask = {
  form: options.form === 'parquet' ? 'parquet' : 'store',
  input: options.input,
  name: options.case as CaseName,
  features: FEATURES,
  byRows: options['by-rows'],
  out: options['compute-only'] ? undefined : options.out,
  turns: new Int32Array(new SharedArrayBuffer(8)),
  offset: new Float64Array(new SharedArrayBuffer(8)),
};
if (task.out !== undefined) writeFileSync(task.out, '');

// This thread is one of them.
const others = Array.from({ length: Number(options.threads) - 1 }, () => run(task));
const done = [await work(task), ...(await Promise.all(others))];
const sum = (of: (one: WorkerDone) => number): number => done.reduce((total, one) => total + of(one), 0);
process.stdout.write(
  `${JSON.stringify({
    computeMs: performance.now() - started,
    entries: sum(({ entries }) => entries),
    ids: sum(({ ids }) => ids),
    values: sum(({ values }) => values),
  })}\n`,
);

function run(workerData: WorkerTask): Promise<WorkerDone> {
  // Blocks are short-lived and large; a small nursery keeps the process small and costs nothing.
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url.replace(/ours\.(ts|js)$/, 'ours-worker.$1')), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
