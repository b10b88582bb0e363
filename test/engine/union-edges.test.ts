import { describe, expect, it } from 'vitest';
import { deriveRows } from '../../engine/derive.ts';
import { groupRanges } from '../../engine/group-ranges.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { compilePlan } from '../../engine/plan.ts';
import { unionOf } from '../../engine/union.ts';
import { baseFeature } from './dictionary-rows.ts';
import type { Daily } from './naive.ts';
import { matrixFrom } from './packed-days.ts';

const BASES = 20;
const DEPTH = 180;
const all = (ids: number): Int32Array => Int32Array.from({ length: ids }, (_, i) => i);

/** The same entries however many ids they are dealt out to, one after the other. */
function dealt(entriesABase: number, ids: number): Matrix {
  const lists = Array.from({ length: ids * BASES }, (): [number, number][] => []);
  for (let base = 0; base < BASES; base++) {
    for (let i = 0; i < entriesABase; i++)
      lists[(i % ids) * BASES + base]!.push([1 + ((i * 7919) % DEPTH), (i * 31 + base) % 101]);
  }
  return matrixFrom(Array.from(all(ids), (id): Daily[][] => lists.slice(id * BASES, (id + 1) * BASES)));
}

const bytesHeld = ({ firstGroup, base, start, back, value }: Matrix): number =>
  [firstGroup, base, start, back, value].reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
/** What a matrix of so many entities holds in which each has a value of every base row. */
const mostBytes = (entities: number, entries: number): number =>
  12 * entries + 4 * (entities + 1 + 2 * entities * BASES + 1);

describe('one opportunity with a thousand linked ids', () => {
  it('has the union of the same entries in ten ids', () => {
    const [few, many] = [dealt(5_000, 10), dealt(5_000, 1_000)];
    const [ofFew, ofMany] = [few, many].map((matrix) =>
      unionOf(matrix, Int32Array.of(0, matrix.entities), all(matrix.entities)),
    );
    expect(ofMany).toEqual(ofFew);
  });

  it('takes memory for its entries and no more', () => {
    const matrix = dealt(5_000, 1_000);
    const union = unionOf(matrix, Int32Array.of(0, 1_000), all(1_000));
    expect(bytesHeld(union)).toBe(mostBytes(1, 5_000 * BASES));
  });
});

describe('one id linked to ten thousand opportunities', () => {
  const id = dealt(100, 1);
  const groups = 10_000;
  const [memberStart, member] = [all(groups + 1), new Int32Array(groups)];

  it('is worked through in ranges within the budget, whatever they come to together', () => {
    const budget = 1 << 16;
    const ranges = [...groupRanges(id, memberStart, member, budget)];
    expect(ranges.length).toBe(Math.ceil(groups / Math.floor(budget / (100 * BASES))));
    let entries = 0;
    for (const [from, to] of ranges.slice(0, 20)) {
      const union = unionOf(id, memberStart.slice(from, to + 1), member);
      expect(bytesHeld(union)).toBeLessThanOrEqual(mostBytes(to - from, budget));
      entries += union.value.length;
    }
    expect(entries).toBe(ranges[19]![1] * 100 * BASES);
  });
});

describe('the rows of a batch', () => {
  it('take the room of their values, also where most rows are almost empty', () => {
    const functions = ['COUNT', 'SUM', 'MAX', 'MEAN'] as const;
    const rows = Array.from({ length: BASES }, (_, i) =>
      baseFeature({
        id: i + 1,
        name: `f${i}`,
        windowDays: [3, 7, 15, 30, 90, 180],
        windowKind: i % 2 ? 'disjoint' : 'trailing',
        functions,
      }),
    );
    const matrix = dealt(400, 200);
    const { rows: block } = deriveRows(
      compilePlan(rows),
      matrix,
      Array.from({ length: 200 }, (_, i) => `u${i}`),
    );
    expect(block.value.length).toBeGreaterThan(0);
    expect(block.value.buffer.byteLength).toBe(8 * block.value.length);
    expect(block.slot.buffer.byteLength).toBe(4 * block.slot.length);
  });
});
