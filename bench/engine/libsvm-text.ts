import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { deriveRows } from '../../engine/derive.ts';
import { matrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import { writeLibsvm } from '../../engine/libsvm-writer.ts';
import { mapToModel } from '../../engine/map-columns.ts';
import type { BenchContext } from '../context.ts';
import type { BenchRow } from '../row.ts';
import { megabytes, seconds, times, type SuiteResult } from '../section.ts';
import { CASES } from './entries.ts';
import { matrixOfBlock, planOf } from './plan-of.ts';
import { FEATURES, generatedBlocks } from './workload.ts';

const TASKS = ['read', 'write', 'map'] as const;
type TaskName = (typeof TASKS)[number];
const timesSchema = z.record(z.string(), z.partialRecord(z.enum(TASKS), z.number()));

/**
 * LibSVM from disk to arrays in memory, from rows in memory to disk, and from all columns to every tenth, disk to disk: Daybreak beside
 * XGBoost's and scikit-learn's own, each on one thread.
 */
export async function benchText({ size, folder, packages, say }: BenchContext): Promise<SuiteResult> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'rows.libsvm');
  const rounds = size === 'small' ? 3 : 5;
  const ids = size === 'small' ? 2_048 : 16_384;
  writeSample(file, ids);
  say('reading, writing and mapping LibSVM');
  const ours = oursOn(file, join(folder, 'ours.libsvm'), ids, rounds);
  const peers = packages.python === undefined ? {} : await peersOn(packages.python, file, folder, rounds, say);
  const bytes = statSync(file).size;
  const rows = Object.entries(peers).flatMap(([peer, took]) =>
    TASKS.flatMap((task): BenchRow[] => {
      const ms = took[task];
      return ms === undefined ? [] : [{ suite: 'libsvm', case: task, peer, metric: 'wall', ratio: ms / ours[task] }];
    }),
  );
  const line = (program: string, task: TaskName, ms: number): string[] => [
    task,
    program,
    seconds(ms),
    (bytes / 1e3 / ms).toFixed(0),
    program === 'daybreak' ? '' : times(ms / ours[task]),
  ];
  const section = {
    title: 'LibSVM read, written and mapped',
    notes: [
      `${megabytes(bytes)} MB of T1 features; the best of ${rounds} rounds, one thread, MB of the whole file a second.`,
    ],
    head: ['', 'program', 's', 'MB a second', 'over Daybreak'],
    rows: TASKS.flatMap((task) => [
      line('daybreak', task, ours[task]),
      ...Object.entries(peers).flatMap(([peer, took]) =>
        took[task] === undefined ? [] : [line(peer, task, took[task])],
      ),
    ]),
  };
  return { rows, sections: [section] };
}

function writeSample(path: string, ids: number): void {
  const plan = planOf(FEATURES, CASES.T1);
  const writer = matrixWriter(plan, columnsOf(plan.names));
  const file = openSync(path, 'w');
  for (const block of generatedBlocks(ids)) writeSync(file, writer.write(matrixOfBlock(block, plan.depth)));
  closeSync(file);
}

const columnsOf = (names: readonly string[]): Int32Array => Int32Array.from(names.keys(), (slot) => slot + 1);

function oursOn(file: string, out: string, ids: number, rounds: number): Record<TaskName, number> {
  const plan = planOf(FEATURES, CASES.T1);
  const columnOf = columnsOf(plan.names);
  const everyTenth = Int32Array.from({ length: columnOf.length + 1 }, (_, i) => (i % 10 === 0 ? i / 10 : 0));
  const blocks = [...generatedBlocks(ids)].map((block) => {
    const names = Array.from({ length: block.ids }, (_, i) => `${block.firstId + i}`);
    const { rows } = deriveRows(plan, matrixOfBlock(block, plan.depth), names);
    return { block: rows, rowOf: Int32Array.from(names.keys()), columnOf };
  });
  const write = (): void => {
    const target = openSync(out, 'w');
    for (const source of blocks) {
      for (const chunk of writeLibsvm(source.block.ids, [source])) writeSync(target, chunk);
    }
    closeSync(target);
  };
  return {
    read: best(rounds, () => readLibsvm(readFileSync(file))),
    write: best(rounds, write),
    map: best(rounds, () => {
      writeFileSync(out, mapToModel(readFileSync(file), everyTenth));
    }),
  };
}

function best(rounds: number, work: () => unknown): number {
  const took = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...took);
}

async function peersOn(
  python: string,
  file: string,
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<z.infer<typeof timesSchema>> {
  const script = join(import.meta.dirname, 'peers/libsvm_peers.py');
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout, stderr } = await promisify(execFile)(
    python,
    [script, file, join(folder, 'peer.libsvm'), String(rounds)],
    { env, maxBuffer: 1 << 24 },
  );
  if (stderr !== '') say(stderr.trim());
  return timesSchema.parse(JSON.parse(stdout));
}
