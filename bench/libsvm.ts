/** How fast LibSVM text is written, read and mapped on one thread: `node --import tsx bench/libsvm.ts`. Best of five. */
import { denseRows } from '../engine/dense-rows.ts';
import { readLibsvm } from '../engine/libsvm-reader.ts';
import { writeLibsvm } from '../engine/libsvm-writer.ts';
import { mapToModel } from '../engine/map-columns.ts';
import { decodeBlocks, encodeBlock } from '../engine/row-codec.ts';
import type { RowBlock } from '../engine/row-block.ts';

const ROWS = 2000;
const SLOTS = 3000;
const FILLED = 0.4;

/** Half counts and days, a quarter amounts with cents, a quarter means and deviations with all their digits. */
function cell(random: () => number): number {
  const kind = random();
  if (kind < 0.5) return Math.floor(random() * 200);
  return kind < 0.75 ? Math.round(random() * 1e6) / 100 : random() * 1000;
}

function sampleBlock(): RowBlock {
  let state = 42;
  const random = (): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647;
  const [slot, value, rowStart]: [number[], number[], number[]] = [[], [], [0]];
  for (let row = 0; row < ROWS; row++) {
    for (let s = 0; s < SLOTS; s++) {
      if (random() >= FILLED) continue;
      slot.push(s);
      value.push(cell(random));
    }
    rowStart.push(slot.length);
  }
  const ids = Array.from({ length: ROWS }, (_, i) => `opportunity-${i}`);
  return { ids, rowStart: Int32Array.from(rowStart), slot: Int32Array.from(slot), value: Float64Array.from(value) };
}

function measure(name: string, bytes: number, work: () => unknown): void {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    work();
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  process.stdout.write(
    `${name.padEnd(24)} ${(bytes / 1e6 / (bestMs / 1000)).toFixed(0).padStart(6)} MB/s  ${bestMs.toFixed(0).padStart(5)} ms\n`,
  );
}

const block = sampleBlock();
const rowOf = Int32Array.from({ length: ROWS }, (_, i) => i);
const columnOf = Int32Array.from({ length: SLOTS }, (_, i) => i + 1);
const write = (): Uint8Array => Buffer.concat([...writeLibsvm(block.ids, [{ block, rowOf, columnOf }])]);
const text = write();
const encoded = encodeBlock(block);
const oneInTen = Int32Array.from({ length: SLOTS + 1 }, (_, i) => (i % 10 === 0 ? i / 10 : 0));
const reversed = Int32Array.from({ length: SLOTS + 1 }, (_, i) => (i === 0 ? 0 : SLOTS + 1 - i));
const rows = readLibsvm(text);

process.stdout.write(`${ROWS} rows, ${block.slot.length} cells, ${(text.length / 1e6).toFixed(1)} MB of text\n`);
measure('encode rows', encoded.length, () => encodeBlock(block));
measure('decode rows', encoded.length, () => [...decodeBlocks(encoded)]);
measure('write LibSVM', text.length, write);
measure('read LibSVM', text.length, () => readLibsvm(text));
measure('map a tenth', text.length, () => mapToModel(text, oneInTen));
measure('map all, reversed', text.length, () => mapToModel(text, reversed));
measure('dense rows', rows.value.length * 12, () => denseRows(rows, SLOTS, Number.NaN));
