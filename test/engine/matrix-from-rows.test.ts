import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matrixFromRows, openRowsRoom } from '../../engine/matrix-from-rows.ts';
import { entriesOf } from './packed-days.ts';

const BASES = 3;
const DEPTH = 10;

const row = fc.record({ id: fc.nat(5), feature: fc.nat(BASES - 1), back: fc.integer({ min: 1, max: 20 }) });
const distinct = fc.uniqueArray(row, { selector: (one) => JSON.stringify(one), minLength: 1, maxLength: 60 });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const inOrder = (list: readonly Row[]): Row[] =>
  list.toSorted((a, b) => a.id - b.id || a.feature - b.feature || a.back - b.back);

const columnsOf = (list: readonly Row[], first: number) => ({
  id: Int32Array.from(list, ({ id }) => first + id),
  feature: Int32Array.from(list, ({ feature }) => feature),
  back: Int32Array.from(list, ({ back }) => back),
  value: Float64Array.from(list.keys()),
});

/** By entity and base, days back and the value, which is the number of the row. */
function expectedOf(list: readonly Row[]): [number, number][][][] {
  const ids = list.map(({ id }) => id);
  const least = Math.min(...ids);
  return Array.from({ length: Math.max(...ids) - least + 1 }, (_, e) =>
    Array.from({ length: BASES }, (_none, base) =>
      [...list.entries()]
        .filter(([, { id, feature, back }]) => id === least + e && feature === base && back <= DEPTH)
        .map(([i, { back }]): [number, number] => [back, i])
        .sort((a, b) => a[0] - b[0]),
    ),
  );
}

it('holds every entry within reach, by entity, base row and days back, whatever the order of rows', () => {
  const lists = fc.oneof(distinct, distinct.map(inOrder));
  fc.assert(
    fc.property(lists, fc.integer({ min: 0, max: 9 }), (list, first) => {
      const matrix = matrixFromRows(columnsOf(list, first), BASES, DEPTH);
      expect(entriesOf(matrix, BASES)).toEqual(expectedOf(list));
    }),
  );
});

it('is the same in a room that held other rows', () => {
  const room = openRowsRoom();
  fc.assert(
    fc.property(fc.oneof(distinct, distinct.map(inOrder)), (list) => {
      const matrix = matrixFromRows(columnsOf(list, 0), BASES, DEPTH, room);
      expect(entriesOf(matrix, BASES)).toEqual(expectedOf(list));
    }),
  );
});

it('leaves rows that come in order where they are, and notices one that does not', () => {
  const rows = columnsOf(
    inOrder([
      { id: 0, feature: 1, back: 2 },
      { id: 0, feature: 1, back: 3 },
      { id: 2, feature: 0, back: 1 },
    ]),
    0,
  );
  expect(matrixFromRows(rows, BASES, DEPTH).value.buffer).toBe(rows.value.buffer);
  for (const list of [
    [
      { id: 1, feature: 0, back: 1 },
      { id: 0, feature: 1, back: 2 },
    ],
    [
      { id: 0, feature: 1, back: 1 },
      { id: 0, feature: 0, back: 2 },
    ],
    [
      { id: 0, feature: 0, back: 2 },
      { id: 0, feature: 0, back: 1 },
    ],
  ]) {
    expect(entriesOf(matrixFromRows(columnsOf(list, 0), BASES, DEPTH), BASES)).toEqual(expectedOf(list));
  }
});
