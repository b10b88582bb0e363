import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined } from '../../engine/libsvm-lines.ts';
import { writeLibsvm } from '../../engine/libsvm-writer.ts';
import type { ColumnKinds } from '../../engine/renew-line.ts';
import { lineRenewer, type LineOrigins } from '../../engine/renew-lines.ts';
import { blockOf, type Cells } from './blocks.ts';

const COLUMNS = 24;
/** Three owners, their columns mixed; every fourth column counts days. */
const owner = Uint8Array.from({ length: COLUMNS + 1 }, (_, column) => column % 3);
const days = Uint8Array.from({ length: COLUMNS + 1 }, (_, column) => (column > 0 && column % 4 === 0 ? 1 : 0));

type Line = ReadonlyMap<number, number>;

/** Their text, one line a chunk. */
const chunksOf = (lines: readonly Line[]): Uint8Array[] => {
  const block = blockOf(lines.map((cells): Cells => [...cells].sort(([a], [b]) => a - b)));
  const rowOf = Int32Array.from(lines.keys());
  const columnOf = Int32Array.from({ length: COLUMNS + 1 }, (_, slot) => slot);
  const ids = lines.map((_, i) => `id${i}`);
  return [...writeLibsvm(ids, [{ block, rowOf, columnOf }], 1)];
};
const textOf = (lines: readonly Line[]): Uint8Array => joined(chunksOf(lines));
const linesIn = (bytes: Uint8Array): number => bytes.filter((byte) => byte === 10).length;

/** Each chunk as it was when it was given; the earlier text passes by in pieces of so many bytes. */
function* renewLines(
  bytes: Uint8Array,
  made: Iterable<Uint8Array>,
  origins: LineOrigins,
  columns: ColumnKinds,
  raise: number,
  pieceBytes = 1 << 19,
  lines = linesIn(bytes),
): Generator<Uint8Array> {
  const renewer = lineRenewer(made, origins, columns, raise);
  const room = Buffer.alloc(pieceBytes);
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const piece = bytes.subarray(from, from + pieceBytes);
    room.set(piece);
    for (const chunk of renewer.push(room.subarray(0, piece.length))) yield new Uint8Array(chunk);
    room.fill(0);
  }
  for (const chunk of renewer.finish(lines)) yield new Uint8Array(chunk);
}

const line = fc
  .array(fc.tuple(fc.integer({ min: 1, max: COLUMNS }), fc.double({ noNaN: true, noDefaultInfinity: true })))
  .map((cells): Line => new Map(cells.map(([column, x]) => [column, days[column] === 1 ? daysIn(x) : x + 0])));
const daysIn = (x: number): number => 1 + (Math.abs(Math.trunc(x % 1e6)) % 400);

/** `known`: the earlier night had it; `now` undefined: this one has it no more. */
const opportunity = fc.record({
  before: line,
  now: fc.option(line, { nil: undefined, freq: 5 }),
  fresh: fc.integer({ min: 0, max: 7 }),
  known: fc.boolean(),
});
const pieceBytes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 40, max: 4_000 }));

describe('renewLines', () => {
  it('gives the bytes that the writer would have written, for any lines, owners, days between and pieces', () => {
    fc.assert(
      fc.property(
        fc.array(opportunity),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        pieceBytes,
        (given, raise, anyDays, bytes) => {
          const isDay = (column: number): boolean => anyDays && days[column] === 1;
          const isFresh = (fresh: number, column: number): boolean => ((fresh >> owner[column]!) & 1) === 1;
          const earlier = given.filter(({ known }) => known);
          const all = given.flatMap(({ now, known, fresh, before }) =>
            now
              ? [
                  {
                    now,
                    before,
                    known,
                    fresh: known ? fresh : 7,
                    place: earlier.findIndex((one) => one.before === before),
                  },
                ]
              : [],
          );
          const whole = all.map(({ before, now, fresh }): Line => {
            const kept = [...before].filter(([column]) => !isFresh(fresh, column));
            const made = [...now].filter(([column]) => isFresh(fresh, column));
            return new Map([...kept.map(([c, x]) => [c, isDay(c) ? x + raise : x] as const), ...made]);
          });
          const made = all.filter(({ fresh }) => fresh !== 0);
          const origins = {
            kept: Int32Array.from(all, ({ known, place }) => (known ? place : -1)),
            fresh: Int32Array.from(all, ({ fresh }) => fresh),
          };
          const chunks = renewLines(
            textOf(earlier.map(({ before }) => before)),
            chunksOf(made.map(({ now, fresh }) => new Map([...now].filter(([column]) => isFresh(fresh, column))))),
            origins,
            { owner, days: anyDays ? days : new Uint8Array(COLUMNS + 1), anyDays },
            raise,
            bytes,
          );
          expect(Buffer.from(joined([...chunks])).toString()).toBe(Buffer.from(textOf(whole)).toString());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says so when the earlier text has other lines than it should', () => {
    const text = textOf([new Map([[1, 5]]), new Map([[2, 6]])]);
    const origins = { kept: Int32Array.of(0, 1), fresh: Int32Array.of(0, 0) };
    const columns = { owner, days: new Uint8Array(COLUMNS + 1), anyDays: false };
    const read = (bytes: Uint8Array, lines: number) => () => [
      ...renewLines(bytes, [], origins, columns, 1, bytes.length, lines),
    ];
    expect(read(text, 2)).not.toThrow();
    const corrupt = expect.objectContaining({ code: 'BLOB_CORRUPT' }) as Error;
    expect(read(text.subarray(0, -1), 2)).toThrow(corrupt);
    expect(read(text.subarray(0, 6), 1)).toThrow(corrupt);
    expect(read(text, 3)).toThrow(corrupt);
  });

  it('cuts a long file into chunks that end at a line, and lines longer than a chunk are whole', () => {
    const cells = Array.from({ length: COLUMNS }, (_, i) => ` ${i + 1}:${days[i + 1] === 1 ? 99 : 0.1 + i}`);
    const bytes = Buffer.from(`0${cells.join('')}\n`.repeat(9_000));
    const every = Int32Array.from({ length: 9_000 }, (_, i) => i);
    const none = new Int32Array(9_000);
    const renewed = (anyDays: boolean, raise: number, pieceBytes?: number): Uint8Array[] => [
      ...renewLines(bytes, [], { kept: every, fresh: none }, { owner, days, anyDays }, raise, pieceBytes),
    ];
    // As HDFS gives them: shorter than what is given on without a copy.
    const inShort = renewed(false, 1, 1 << 14);
    expect(Math.max(...inShort.map(({ length }) => length))).toBeLessThan(1 << 20);
    expect(Buffer.compare(joined(inShort), bytes)).toBe(0);
    const older = Buffer.from(bytes.toString().replaceAll(':99', ':100'));
    for (const [anyDays, whole] of [
      [false, bytes],
      [true, older],
    ] as const) {
      const chunks = renewed(anyDays, 1);
      expect(chunks.length).toBeGreaterThan(1);
      expect(chunks.every((chunk) => chunk.at(-1) === 10)).toBe(true);
      expect(Buffer.compare(joined(chunks), whole)).toBe(0);
    }
  });

  it('puts lines made now between long runs of lines that stand as they are', () => {
    const text = (at: number): string => `0 1:${at}${' 2:0.123456789'.repeat(20)}\n`;
    const bytes = Buffer.from(Array.from({ length: 2_000 }, (_, i) => text(i)).join(''));
    const made = [Buffer.from('0 3:7\n0 3:8\n'), Buffer.from('0 3:9\n')];
    // A run of nearly half the file, one that goes on elsewhere, the last line, a line made now before, between and behind.
    const kept = Int32Array.of(-1, ...Array.from({ length: 900 }, (_, i) => i), ...[1_500, -1, 1_501, -1, 1_999]);
    const renewed = renewLines(
      bytes,
      made,
      { kept, fresh: kept.map((k) => (k < 0 ? 7 : 0)) },
      { owner, days, anyDays: false },
      1,
    );
    let madeLines = 7;
    const want = Array.from(kept, (k) => (k < 0 ? `0 3:${madeLines++}\n` : text(k)));
    expect(Buffer.from(joined([...renewed])).toString()).toBe(want.join(''));
  });

  it('of nothing is nothing', () => {
    const none = new Int32Array(0);
    const columns = { owner, days, anyDays: true };
    expect([...renewLines(new Uint8Array(0), [], { kept: none, fresh: none }, columns, 1)]).toEqual([]);
  });
});
