import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseFeature } from '../../domain/dictionary.ts';
import type { EventRow } from '../../domain/rows.ts';
import { compileFolds, foldDay, foldSignature } from '../../engine/fold.ts';
import { ENTRY_BYTES, idAt, valueAt } from '../../engine/packed-day.ts';
import { baseFeature, callEvent } from './dictionary-rows.ts';
import { naiveFold } from './naive.ts';

function entriesOf(cell: Uint8Array | undefined): [number, number][] {
  if (cell === undefined) return [];
  const view = new DataView(cell.buffer, cell.byteOffset, cell.byteLength);
  return Array.from({ length: cell.length / ENTRY_BYTES }, (_, i) => [
    idAt(view, i * ENTRY_BYTES),
    valueAt(view, i * ENTRY_BYTES),
  ]);
}

const folded = (rows: readonly BaseFeature[], events: readonly EventRow[]): [number, number][] =>
  entriesOf(foldDay(compileFolds(rows), events).cell);
const one = (dataSrc: string, events: readonly EventRow[]): number | undefined =>
  folded([baseFeature({ dataSrc })], events)[0]?.[1];

describe('foldDay', () => {
  it('counts events without a value, and takes only those with one into the other folds', () => {
    const events = [callEvent({ valueText: '' }), callEvent({ valueText: '4' })];
    expect(one('call:count', events)).toBe(2);
    expect(one('call:min', events)).toBe(4);
    expect(one('call:sum', [callEvent({ valueText: '' })])).toBeUndefined();
  });

  it('keeps a day whose value is 0 apart from a day without one', () => {
    expect(folded([baseFeature()], [callEvent({ valueText: '0' })])).toEqual([[7, 0]]);
    expect(foldDay(compileFolds([baseFeature()]), [])).toEqual({ cell: undefined, overflows: 0 });
  });

  it('counts an event whatever the attribute that the row names', () => {
    expect(one('call.ring:count', [callEvent({ attrsText: '{"ring":"none"}' }), callEvent()])).toBe(2);
    expect(one('call.ring:sum', [callEvent({ attrsText: '{"ring":3}' }), callEvent()])).toBe(3);
  });

  it('takes the latest value, the largest of those at one time', () => {
    const at = (time: number, valueText: string): EventRow => callEvent({ time, valueText });
    expect(one('call:last', [at(2, '3'), at(2, '5'), at(2, '4'), at(1, '9')])).toBe(5);
  });

  it('leaves out and counts a sum beyond the largest double', () => {
    const events = [callEvent({ valueText: '1.7e308' }), callEvent({ valueText: '1.7e308' })];
    const rows = [baseFeature(), baseFeature({ id: 8, dataSrc: 'call:count' })];
    const { cell, overflows } = foldDay(compileFolds(rows), events);
    expect(overflows).toBe(1);
    expect(entriesOf(cell)).toEqual([[8, 2]]);
  });

  it('says which event has attributes or a value that should never have been stored', () => {
    const plan = compileFolds([baseFeature({ dataSrc: 'call[attrs.a=1]:sum' })]);
    expect(() => foldDay(plan, [callEvent({ eventId: 'e9', attrsText: '[1]' })])).toThrow(/e9 has attributes/);
    expect(() => foldDay(plan, [callEvent({ eventId: 'e8', valueText: 'x' })])).toThrow(/e8 has a value/);
  });

  it('reads the attributes only where a row looks into them', () => {
    const unreadable = callEvent({ attrsText: '{' });
    expect(one('call:sum', [unreadable])).toBe(1);
    expect(one('call.ring:count', [unreadable])).toBe(1);
  });

  it('forgets the day before', () => {
    const plan = compileFolds([baseFeature(), baseFeature({ id: 8, dataSrc: 'call:max' })]);
    const first = foldDay(plan, [callEvent({ valueText: '9' }), callEvent({ valueText: '1' })]);
    expect(entriesOf(foldDay(plan, [callEvent({ valueText: '2' })]).cell)).toEqual([
      [7, 2],
      [8, 2],
    ]);
    expect(entriesOf(first.cell)).toEqual([
      [7, 10],
      [8, 9],
    ]);
  });

  it('is the naive fold of every row, whatever the order of events and rows', () => {
    const sources = [
      'call:count',
      'call:sum',
      'call:max',
      'call:min',
      'call:last',
      'call.ring:last',
      'call[value>=0]:count',
      'call[attrs.ok=yes]:sum',
      'call.ring[attrs.ok!=yes]:min',
      'post:sum',
    ];
    const rows = sources.flatMap((dataSrc, i) =>
      ['', '01'].map((businessLine, j) => baseFeature({ id: 500 - 2 * i - j, dataSrc, businessLine })),
    );
    const event = fc.record({
      line: fc.constantFrom('', '01', '02'),
      feature: fc.constantFrom('call', 'call', 'post', 'other'),
      time: fc.integer({ min: 0, max: 4 }),
      valueText: fc.oneof(
        fc.constantFrom('', '0', '-0', '1e15', '.0000005', '2.0078125'),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
      ),
      attrsText: fc.constantFrom(
        '',
        '{}',
        '{"ok":"yes"}',
        '{"ok":"no","ring":2.5}',
        '{"ok":"yes","ring":"3"}',
        '{"ring":null,"ok":true}',
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (parts) => {
        const events = parts.map(callEvent);
        const expected = rows
          .map((row): [number, number | undefined] => [row.id, naiveFold(row, events)])
          .filter((entry): entry is [number, number] => entry[1] !== undefined)
          .sort((a, b) => a[0] - b[0]);
        expect(folded(rows, events)).toEqual(expected);
        expect(folded(rows.toReversed(), events.toReversed())).toEqual(expected);
      }),
    );
  });
});

describe('foldSignature', () => {
  const rows = [
    baseFeature({ id: 1 }),
    baseFeature({ id: 2, dataSrc: 'call.ring[value>=60]:max', businessLine: '01' }),
  ];

  it('does not change with the order of rows, names, windows or functions', () => {
    const other = rows.map((row) => ({
      ...row,
      name: 'other',
      explain: 'x',
      windowDays: [9],
      functions: ['SUM'] as const,
    }));
    expect(foldSignature(other.toReversed())).toBe(foldSignature(rows));
  });

  it.each([
    ['fold', baseFeature({ id: 1, dataSrc: 'call:max' })],
    ['condition', baseFeature({ id: 1, dataSrc: 'call[value>1]:sum' })],
    ['attribute', baseFeature({ id: 1, dataSrc: 'call.ring:sum' })],
    ['feature', baseFeature({ id: 1, dataSrc: 'post:sum' })],
    ['line', baseFeature({ id: 1, businessLine: '01' })],
    ['id', baseFeature({ id: 3 })],
  ])('changes with the %s', (_, changed) => {
    expect(foldSignature([changed, rows[1]!])).not.toBe(foldSignature(rows));
  });

  it('changes when a row comes or goes', () => {
    expect(foldSignature(rows.slice(1))).not.toBe(foldSignature(rows));
    expect(foldSignature([])).toBe('');
  });
});
