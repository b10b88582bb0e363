import { describe, expect, it } from 'vitest';
import { deriveRows } from '../../engine/derive.ts';
import { groupRanges } from '../../engine/group-ranges.ts';
import type { Matrix } from '../../engine/matrix.ts';
import { compilePlan } from '../../engine/plan.ts';
import { unionOf } from '../../engine/union.ts';
import { baseFeature } from './dictionary-rows.ts';
import { runningTotals } from './packed-days.ts';

const BASES = 20;
const DEPTH = 180;
const all = (ids: number): Int32Array => Int32Array.from({ length: ids }, (_, i) => i);

/** The same entries however many ids they are dealt out to, one after the other. */
function dealt(entriesABase: number, ids: number): Matrix {
  const lists: [back: number, value: number][][] = Array.from({ length: ids * BASES }, () => []);
  for (let base = 0; base < BASES; base++) {
    for (let i = 0; i < entriesABase; i++)
      lists[(i % ids) * BASES + base]!.push([1 + ((i * 7919) % DEPTH), (i * 31 + base) % 101]);
  }
  for (const list of lists) list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const entries = lists.flat();
  return {
    entities: ids,
    bases: BASES,
    start: runningTotals(lists.map(({ length }) => length)),
    back: Int32Array.from(entries, ([back]) => back),
    value: Float64Array.from(entries, ([, value]) => value),
  };
}

const bytesHeld = ({ start, back, value }: Matrix): number =>
  start.buffer.byteLength + back.buffer.byteLength + value.buffer.byteLength;

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
    expect(bytesHeld(union)).toBe(12 * 5_000 * BASES + 4 * (BASES + 1));
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
      expect(bytesHeld(union)).toBeLessThanOrEqual(12 * budget + 4 * ((to - from) * BASES + 1));
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
