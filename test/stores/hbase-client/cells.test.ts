import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCells, skipCell } from '../../../stores/hbase/client/cell-decode.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { bytesIndex } from '../../../stores/hbase/client/intern-bytes.ts';
import { allCells, type PlainCell } from './cells-plain.ts';
import { blockOf } from './cells-block.ts';

const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const cell: fc.Arbitrary<PlainCell> = fc.record({
  row: bytes(40, 1),
  family: fc.stringMatching(/^[a-z]{1,8}$/),
  qualifier: bytes(60),
  timestamp: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  value: bytes(200),
});
const rowsOfCells = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 });

const decode = (block: Uint8Array, rowCells: readonly number[]) => decodeCells(block, { rowCells }, bytesIndex(256));

describe('a cell block', () => {
  test('gives back what was written, row by row', () => {
    fc.assert(
      fc.property(rowsOfCells, (rows) => {
        const batch = decode(
          blockOf(rows.flat()),
          rows.map((cells) => cells.length),
        );
        expect(allCells(batch)).toEqual(rows);
      }),
    );
  });

  test('is the same wherever it lies in memory, and rows may lie in any order', () => {
    fc.assert(
      fc.property(rowsOfCells, bytes(20), (rows, before) => {
        const blocks = rows.map((cells) => blockOf(cells));
        const whole = Buffer.concat([before, ...blocks]);
        const rowOffset = Int32Array.from(blocks, (_, row) => Buffer.concat([before, ...blocks.slice(0, row)]).length);
        const order = [...rows.keys()].reverse();
        const batch = decodeCells(
          whole,
          {
            rowCells: order.map((row) => rows[row]!.length),
            rowOffset: Int32Array.from(order, (row) => rowOffset[row]!),
          },
          bytesIndex(256),
        );
        expect(allCells(batch)).toEqual([...rows].reverse());
      }),
    );
  });

  test('of no cells is a batch of empty rows', () => {
    expect(decode(new Uint8Array(), [])).toMatchObject({ cells: 0, rows: 0, rowFirstCell: new Int32Array(1) });
    expect(decode(new Uint8Array(), [0, 0])).toMatchObject({ cells: 0, rows: 2, rowFirstCell: new Int32Array(3) });
  });

  test('cut short anywhere is a protocol error', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cells, part) => {
          const block = blockOf(cells);
          const cut = block.subarray(0, Math.min(block.length - 1, Math.floor(block.length * part)));
          expect(failure(() => decode(cut, [cells.length]))).toBe('protocol');
        },
      ),
    );
  });

  test('with a wrong count of cells is a protocol error', () => {
    const block = blockOf([plain('a'), plain('b')]);
    for (const count of [0, 1, 3, 1_000_000_000, -1, Number.NaN])
      expect([count, failure(() => decode(block, [count]))]).toEqual([count, 'protocol']);
  });

  test('with any byte changed gives cells within its bytes, or a protocol error', () => {
    const cells = [plain('first'), plain('second')];
    const good = blockOf(cells);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const block = good.slice();
        block[at] = byte;
        try {
          const batch = decode(block, [2]);
          for (const places of [batch.rowEnd, batch.qualifierEnd, batch.valueEnd])
            for (const place of places) expect(place).toBeLessThanOrEqual(block.length);
          for (let i = 0; i < batch.cells; i++) {
            expect(batch.rowStart[i]).toBeLessThanOrEqual(batch.rowEnd[i]!);
            expect(batch.qualifierStart[i]).toBeLessThanOrEqual(batch.qualifierEnd[i]!);
            expect(batch.valueStart[i]).toBeLessThanOrEqual(batch.valueEnd[i]!);
          }
        } catch (error) {
          expect(error).toMatchObject({ name: 'HBaseError', kind: 'protocol' });
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.for([
    ['the cell', 0, 0x7fffffff],
    ['the cell', 0, 3],
    ['the key', 4, 0xffffffff],
    ['the key', 4, 0],
    ['the key', 4, 11],
    ['the value', 8, 0xffffffff],
    ['the value', 8, 0],
  ] as const)('with a lying length of %s is a protocol error', ([, at, length]) => {
    const block = blockOf([plain('row')]);
    new DataView(block.buffer).setUint32(at, length);
    expect(failure(() => decode(block, [1]))).toBe('protocol');
  });

  test('with tags is read without them', () => {
    const block = blockOf([plain('row')]);
    const tagged = Buffer.concat([block, Uint8Array.of(0, 3, 7, 7, 7)]);
    tagged.writeUInt32BE(block.length - 4 + 5);
    expect(allCells(decode(tagged, [1]))).toEqual([[plain('row')]]);
    tagged[block.length + 1] = 4;
    expect(failure(() => decode(tagged, [1]))).toBe('protocol');
  });

  test('is walked cell by cell, never past its end', () => {
    const block = blockOf([plain('a'), plain('longer')]);
    const second = skipCell(block, 0);
    expect(skipCell(block, second)).toBe(block.length);
    expect(failure(() => skipCell(block, block.length))).toBe('protocol');
    expect(failure(() => skipCell(block.subarray(0, -1), second))).toBe('protocol');
  });
});

describe('interned bytes', () => {
  test('keep their number, and two names never share one', () => {
    fc.assert(
      fc.property(fc.array(bytes(3), { maxLength: 60 }), (names) => {
        const index = bytesIndex(1000);
        const numbers = names.map((name) => index.indexOf(Uint8Array.of(9, ...name, 9), 1, 1 + name.length));
        const byText = new Map(names.map((name, i) => [Buffer.from(name).toString('hex'), numbers[i]]));
        names.forEach((name, i) => {
          expect(byText.get(Buffer.from(name).toString('hex'))).toBe(numbers[i]);
        });
        expect(new Set(byText.values()).size).toBe(byText.size);
      }),
    );
  });

  test('of one 32-bit hash stay two', () => {
    // Two words of the same FNV-1a.
    const [one, other] = [Buffer.from('costarring'), Buffer.from('liquid')];
    const index = bytesIndex(10);
    expect([index.indexOf(one, 0, one.length), index.indexOf(other, 0, other.length)]).toEqual([0, 1]);
    expect([index.indexOf(other, 0, other.length), index.indexOf(one, 0, one.length)]).toEqual([1, 0]);
  });

  test('are bounded', () => {
    const index = bytesIndex(1);
    expect(index.indexOf(Uint8Array.of(1), 0, 1)).toBe(0);
    expect(index.indexOf(Uint8Array.of(2), 0, 1)).toBe(-1);
    expect(index.indexOf(Uint8Array.of(1), 0, 1)).toBe(0);
  });
});

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));

const plain = (row: string): PlainCell => ({
  row: bytesOf(row),
  family: 'f',
  qualifier: bytesOf('q'),
  timestamp: 1_620_000_000_000,
  value: bytesOf('value'),
});

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof HBaseError ? error.kind : String(error);
  }
  return 'none';
}
