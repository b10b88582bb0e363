import { openSync, writeSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { deriveRows } from '../../engine/derive.ts';
import { matrixWriter, type MatrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { matrixOf } from '../../engine/matrix-of-days.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { ENTRY_BYTES } from '../../engine/packed-day.ts';
import type { Plan } from '../../engine/plan.ts';
import { CASES, type CaseName } from './entries.ts';
import { nightWriter } from './night-writer.ts';
import { openStore, RUN_DAY } from './ours-store.ts';
import { planOf } from './plan-of.ts';

export interface WorkerTask {
  readonly form: 'store' | 'parquet';
  readonly input: string;
  readonly name: CaseName;
  readonly features: number;
  /** As a night does it (night-writer.ts). */
  readonly byRows: boolean;
  /** Undefined: compute only. */
  readonly out: string | undefined;
  /** Int32Array[2], shared: the next block to take, the block whose turn it is to learn its place in the file. */
  readonly turns: Int32Array;
  /** Float64Array[1], shared: where the block whose turn it is begins. */
  readonly offset: Float64Array;
}

export interface WorkerDone {
  readonly ids: number;
  readonly entries: number;
  readonly values: number;
}

interface Block {
  readonly ids: number;
  readonly entries: number;
  matrix(): Matrix;
  text(writer: MatrixWriter): Uint8Array;
}

const NEXT = 0;
const TURN = 1;
const STALLED_MS = 60_000;

if (!isMainThread) parentPort?.postMessage(await work(workerData as WorkerTask));

/** One thread's share of the work: the next block again and again, until there is none. */
export async function work(task: WorkerTask): Promise<WorkerDone> {
  const plan = planOf(task.features, CASES[task.name]);
  const reader = task.form === 'store' ? storeBlocks(plan, task.input) : await parquetBlocks(plan, task.input);
  const columnOf = Int32Array.from(plan.names.keys(), (slot) => slot + 1);
  const writer = (task.byRows ? nightWriter : matrixWriter)(plan, columnOf);
  const file = task.out === undefined ? undefined : openSync(task.out, 'r+');
  let [ids, entries, values] = [0, 0, 0];
  const take = (): number => Atomics.add(task.turns, NEXT, 1);
  for (let k = take(); k < reader.blocks; k = take()) {
    const block = reader.read(k);
    ids += block.ids;
    entries += block.entries;
    if (file === undefined) values += deriveRows(plan, block.matrix(), []).rows.value.length;
    else writeInTurn(task, file, k, block.text(writer));
  }
  return { ids, entries, values: values + writer.counts.values };
}

/** Waits until the block before has its place, takes the place behind it, lets the next block go on, and only then writes. */
function writeInTurn({ turns, offset }: WorkerTask, into: number, block: number, text: Uint8Array): void {
  for (let turn = Atomics.load(turns, TURN); turn !== block; turn = Atomics.load(turns, TURN)) {
    // A thread that failed gives nobody its turn, and this one may be the one that would hear of it.
    if (Atomics.wait(turns, TURN, turn, STALLED_MS) === 'timed-out') throw new Error(`block ${turn} was never written`);
  }
  const [start = 0] = offset;
  offset[0] = start + text.length;
  Atomics.add(turns, TURN, 1);
  Atomics.notify(turns, TURN);
  for (let done = 0; done < text.length;) done += writeSync(into, text, done, text.length - done, start + done);
}

interface Blocks {
  readonly blocks: number;
  read(block: number): Block;
}

function storeBlocks(plan: Plan, path: string): Blocks {
  const store = openStore(path);
  return {
    blocks: store.blocks,
    read(k) {
      const cells = store.read(k);
      return {
        ids: cells.cellStart.length - 1,
        entries: cells.bytes.length / ENTRY_BYTES,
        matrix: () => matrixOf(plan, cells, RUN_DAY),
        text: (writer) => writer.writeDays(cells, RUN_DAY),
      };
    },
  };
}

async function parquetBlocks(plan: Plan, path: string): Promise<Blocks> {
  const { openParquet } = await import('./ours-parquet.ts');
  const parquet = openParquet(path);
  return {
    blocks: parquet.blocks,
    read(k) {
      const matrix = parquet.read(k, plan.bases.length, plan.depth);
      return {
        ids: matrix.entities,
        entries: matrix.rows,
        matrix: () => matrix,
        text: (writer) => writer.write(matrix),
      };
    },
  };
}
