import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { DAYS, IDS_A_BLOCK, type EntryBlock } from '../../bench/engine/entries.ts';
import { openParquet } from '../../bench/engine/ours-parquet.ts';
import { matrixOfBlock } from '../../bench/engine/plan-of.ts';
import { FEATURES, generatedBlocks } from '../../bench/engine/workload.ts';
import { writeParquet } from '../../bench/engine/write-parquet.ts';
import type { Matrix } from '../../engine/matrix.ts';

const DEPTH = 180;
const folder = mkdtempSync(join(tmpdir(), 'daybreak-ours-parquet-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Matrices of ids that follow one another as one: groups an id, base and entries a group, the entries. */
function joined(matrices: readonly Matrix[]): Record<string, number[]> {
  const all = (of: (matrix: Matrix) => Int32Array | Float64Array): number[] =>
    matrices.flatMap((matrix) => Array.from(of(matrix)));
  return {
    groups: all(({ firstGroup }) => firstGroup.subarray(1).map((end, i) => end - firstGroup[i]!)),
    base: all(({ base }) => base),
    lengths: all(({ start }) => start.subarray(1).map((end, i) => end - start[i]!)),
    back: all(({ back }) => back),
    value: all(({ value }) => value),
  };
}

const bytesOf = (numbers: readonly number[]): Buffer => Buffer.from(Float64Array.from(numbers).buffer);

type Table = Readonly<Record<'id' | 'feature' | 'back' | 'value', number[]>>;

/** The rows of a block in another order, always the same. */
function shuffled({ firstId, ids, start, feature, back, value }: EntryBlock): Table {
  const idOf = Array.from({ length: ids }, (_, i) => Array<number>(start[i + 1]! - start[i]!).fill(firstId + i)).flat();
  const key = idOf.map((_, row) => Math.imul(row + 1, 0x9e3779b1) >>> 0);
  const order = [...idOf.keys()].sort((a, b) => key[a]! - key[b]!);
  return {
    id: order.map((row) => idOf[row]!),
    feature: order.map((row) => feature[row]!),
    back: order.map((row) => back[row]!),
    value: order.map((row) => value[row]!),
  };
}

function writeTable(filename: string, { id, feature, back, value }: Table, codec: CompressionCodec): void {
  parquetWriteFile({
    filename,
    codec,
    compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
    rowGroupSize: id.length,
    pageSize: 1000,
    columnData: [
      { name: 'id', data: Int32Array.from(id), type: 'INT32', nullable: false },
      { name: 'feature', data: Int32Array.from(feature), type: 'INT32', nullable: false },
      { name: 'back', data: Int32Array.from(back), type: 'INT32', nullable: false },
      { name: 'value', data: Float64Array.from(value), type: 'DOUBLE', nullable: false },
    ],
  });
}

describe('the reader of the entries', () => {
  it.each([
    ['the usual population', undefined],
    ['ids with few entries', { features: FEATURES, fewest: 1, most: 3 }],
  ])('gives the matrix of every row group: %s', (name, shape) => {
    const ids = IDS_A_BLOCK * 4 + 100;
    const path = join(folder, `${name}.parquet`);
    const rows = writeParquet(path, generatedBlocks(ids, shape));
    const reader = openParquet(path);
    const expected = [...generatedBlocks(ids, shape)].map((block) => matrixOfBlock(block, DEPTH));
    let read = 0;
    const got = Array.from({ length: reader.blocks }, (_, block) => {
      const matrix = reader.read(block, FEATURES, DEPTH);
      read += matrix.rows;
      return joined([matrix]);
    });
    expect(read).toBe(rows);
    for (const [name, numbers] of Object.entries(joined(expected))) {
      expect(Buffer.compare(bytesOf(got.flatMap((one) => one[name] ?? [])), bytesOf(numbers)), name).toBe(0);
    }
    // The columns are used again for every row group, and hold nothing of the one before.
    expect(joined([reader.read(0, FEATURES, DEPTH)])).toEqual(got[0]);
  });

  it.each<[CompressionCodec, string, (value: number) => number]>([
    ['SNAPPY', 'all values', (value) => value],
    ['SNAPPY', 'so few values that they have a dictionary', (value) => Math.floor(value) % 5],
    ['UNCOMPRESSED', 'all values', (value) => value],
  ])('takes rows in any order, in many pages, %s, %s', (codec, name, valueOf) => {
    const [first] = [...generatedBlocks(40)];
    const block = { ...first!, value: first!.value.map(valueOf) };
    const path = join(folder, `${codec} ${name}.parquet`);
    writeTable(path, shuffled(block), codec);
    const matrix = openParquet(path).read(0, FEATURES, DEPTH);
    expect(joined([matrix])).toEqual(joined([matrixOfBlock(block, DEPTH)]));
  });

  it('refuses what it cannot read', () => {
    const one = { id: [1], feature: [1], back: [DAYS], value: [0.5] };
    writeTable(join(folder, 'gzip.parquet'), one, 'GZIP');
    expect(() => openParquet(join(folder, 'gzip.parquet')).read(0, FEATURES, DEPTH)).toThrow('GZIP');
  });
});
