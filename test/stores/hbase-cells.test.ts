import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DaybreakError } from '../../domain/errors.ts';
import { SALTS } from '../../domain/salt.ts';
import { allocateBatch, type CellBatch } from '../../stores/hbase/client/cell-batch.ts';
import { HBaseError } from '../../stores/hbase/client/hbase-error.ts';
import { dayAt, dayCell, dayIn, dayQualifier, dayTimes } from '../../stores/hbase/day-cell.ts';
import { dayCellsIn, firstDaysIn } from '../../stores/hbase/day-reader.ts';
import { eventCell, eventQualifier, eventTimes, parseQualifier } from '../../stores/hbase/event-cell.ts';
import { historyOf, packHistory } from '../../stores/hbase/event-history-cell.ts';
import { putOf, removalOf } from '../../stores/hbase/put.ts';
import { planSalts } from '../../stores/hbase/salt-plan.ts';
import { markTime } from '../../stores/hbase/stale-mark.ts';
import { storeError, withNamedErrors } from '../../stores/hbase/store-error.ts';
import { splitKeys, tableName } from '../../stores/hbase/tables.ts';
import { decodeSteps, encodeSteps, type Write } from '../../stores/hbase/write-log.ts';
import { entityKey } from '../../stores/row-key.ts';
import { beginningsBefore, linkCell, versionCell } from '../../stores/hbase/zipper-cell.ts';
import { at, event } from '../contract/store-rows.ts';

const text = fc.string({ unit: fc.constantFrom('a', '_', '%', '5', 'F', '2', '-', '销', '\u{1F600}'), maxLength: 6 });
const instant = fc.oneof(
  fc.integer({ min: -5_000_000, max: 5_000_000 }),
  fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((d) => +d * 1000),
);

describe('an event as a cell', () => {
  it('has feature, line, second and event id in its qualifier, and its second as timestamp', () => {
    const { qualifier, timestamp } = eventCell(
      event({ eventId: 'E-17', feature: 'call', on: '2021-05-08T10:13:58.999Z' }),
      0,
    );
    expect(String(qualifier)).toBe('call_01_20210508101358_E-17');
    expect(timestamp).toBe(Date.parse('2021-05-08T10:13:58Z'));
    expect(eventCell(event({ time: -1 }), 0)).toMatchObject({ timestamp: 0 });
  });

  it('has a qualifier of its own unless it is the same event of one feature, line and second', () => {
    const place = fc.record({ feature: text, line: text, time: instant, eventId: text });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const same =
          a.feature === b.feature &&
          a.line === b.line &&
          a.eventId === b.eventId &&
          Math.floor(a.time / 1e6) === Math.floor(b.time / 1e6);
        expect(eventQualifier(a).equals(eventQualifier(b))).toBe(same);
        const { feature, line, eventId } = a;
        expect(parseQualifier(eventQualifier(a).toString())).toEqual({ feature, line, eventId });
      }),
    );
  });

  it('lies in the time range of every span that has it', () => {
    const bound = fc.oneof(instant, fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(bound, bound, instant, (from, to, time) => {
        fc.pre(time >= from && time < to);
        const range = eventTimes(from, to);
        const { timestamp } = eventCell(event({ time }), 0);
        expect(timestamp! >= range.from && timestamp! < range.to).toBe(true);
      }),
    );
  });

  it('keeps its history with arrivals, a repetition as its arrival alone', () => {
    const versions = [1, 2, 3].map((arrived) => event({ arrived, valueText: arrived === 3 ? '9' : '1' }));
    const packed = packHistory({ versions, buried: versions[2], since: 7 });
    expect(packed[1][1]).toBe(2);
    const back = historyOf('e', JSON.parse(JSON.stringify(packed)) as typeof packed);
    expect(back).toEqual({ versions, buried: versions[2], since: 7 });
    expect(back.buried).toBe(back.versions[2]);
  });
});

describe('a version or link as a cell version', () => {
  it('has a place of its own a beginning, to the microsecond, and lies before every midnight behind it', () => {
    fc.assert(
      fc.property(instant, instant, instant, (a, b, midnight) => {
        const [x, y] = [a, b].map((from) => versionCell(from, [null, '', 0]));
        const samePlace = x!.timestamp === y!.timestamp && Buffer.compare(x!.qualifier, y!.qualifier) === 0;
        expect(samePlace).toBe(a === b);
        if (a < midnight) {
          const range = beginningsBefore(midnight);
          expect(x!.timestamp! >= range.from && x!.timestamp! < range.to).toBe(true);
        }
      }),
    );
  });

  it('shares one qualifier among whole milliseconds', () => {
    const [a, b] = ['2011-01-01', '2026-03-01'].map((from) => linkCell('user', 'u', at(from), [null, 0]));
    expect(a!.qualifier).toEqual(b!.qualifier);
    expect([a!.timestamp, b!.timestamp]).toEqual([Date.parse('2011-01-01'), Date.parse('2026-03-01')]);
  });
});

/** Rows of cells as the client gives them. */
function batchOf(rows: readonly (readonly { qualifier: Uint8Array; value: Uint8Array }[])[]): CellBatch {
  const all = rows.flat();
  const bytes = Buffer.concat(all.flatMap(({ qualifier, value }) => [qualifier, value]));
  const batch = allocateBatch(bytes, ['d'], all.length, rows.length);
  let used = 0;
  for (const [i, { qualifier, value }] of all.entries()) {
    batch.qualifierStart[i] = used;
    batch.qualifierEnd[i] = batch.valueStart[i] = used + qualifier.length;
    used = batch.valueEnd[i] = batch.valueStart[i] + value.length;
  }
  for (const [i, row] of rows.entries()) batch.rowFirstCell[i + 1] = batch.rowFirstCell[i]! + row.length;
  return batch;
}

describe('a day as a cell', () => {
  it('orders by its bytes, and is read back from them', () => {
    const day = fc.integer({ min: -800_000, max: 3_000_000 });
    fc.assert(
      fc.property(day, day, day, (a, b, c) => {
        expect(Math.sign(Buffer.compare(dayQualifier(a), dayQualifier(b)))).toBe(Math.sign(a - b));
        const { qualifier, timestamp } = dayCell(a, undefined);
        expect([dayIn(Buffer.from(qualifier)), dayAt(qualifier, qualifier.length)]).toEqual([a, a]);
        const { from, to } = dayTimes(Math.min(a, b, c), Math.max(a, b, c));
        expect(timestamp! >= from && timestamp! < to).toBe(true);
      }),
    );
  });

  it('comes newest first, without those that went, are empty ranges or lie outside', () => {
    const cells = [
      [-1, Uint8Array.of(9)],
      [0, Uint8Array.of(1, 2)],
      [1, undefined],
      [2, new Uint8Array()],
      [7, Uint8Array.of(3)],
    ] as const;
    const batch = batchOf([[], cells.map(([day, packed]) => dayCell(day, packed))]);
    const { cellStart, day, byteStart, bytes } = dayCellsIn(batch, 2, 0, 3);
    expect([[...cellStart], [...day], [...byteStart], [...bytes]]).toEqual([
      [0, 0, 2],
      [2, 0],
      [0, 0, 2],
      [1, 2],
    ]);
    expect([...firstDaysIn(batch, 2, 1)]).toEqual([2 ** 31 - 1, 2]);
    expect([...dayCellsIn(undefined, 2, 1, 0).cellStart]).toEqual([0, 0, 0]);
  });
});

describe('a stale mark', () => {
  it('is younger than what a fold has seen when its revision or its round is', () => {
    expect(markTime(5, 0)).toBeGreaterThan(markTime(4, 1_000));
    expect(markTime(4, 3)).toBeGreaterThan(markTime(4, 2));
    expect(Number.isSafeInteger(markTime(2 ** 32, 2 ** 20 - 1))).toBe(true);
  });
});

describe('the log of a write', () => {
  it('gives back every mutation', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b));
    const table = fc.constantFrom('dwd' as const, 'ledger' as const, 'zipper' as const);
    const timestamp = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    const family = fc.constantFrom('e', '销');
    const cell = fc.record({ family, qualifier: bytes, timestamp, value: bytes });
    const put = fc.tuple(bytes, fc.array(cell, { maxLength: 3 })).map(([row, cells]) => putOf(row, ...cells));
    const removal = fc
      .tuple(bytes, family, fc.array(bytes, { maxLength: 3 }), timestamp)
      .map(([row, name, qualifiers, upTo]) => removalOf(row, name, qualifiers, upTo));
    const write: fc.Arbitrary<Write> = fc.record({ table, mutation: fc.oneof(put, removal) });
    fc.assert(
      fc.property(fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 3 }), (steps) => {
        expect(decodeSteps(encodeSteps(steps))).toEqual(steps);
      }),
    );
  });

  it('takes more than its first buffer holds, whatever ends there', () => {
    for (let shift = 0; shift < 80; shift++) {
      const value = Buffer.alloc(65_460 + shift, 7);
      const cells = [1, 2].map((timestamp) => ({ family: 'e', qualifier: Buffer.of(1), timestamp, value }));
      const log = encodeSteps([[{ table: 'dwd', mutation: putOf(Buffer.of(5), ...cells) }]]);
      const [write] = decodeSteps(log)[0] ?? [];
      const found = write?.mutation.op === 'put' ? write.mutation.cells : [];
      expect(found.map((cell) => [cell.timestamp, Buffer.compare(cell.value, value)])).toEqual([
        [1, 0],
        [2, 0],
      ]);
    }
  });

  it('refuses what would be another write when it is repeated', () => {
    const cell = { family: 'e', qualifier: Buffer.of(1), value: Buffer.of(1) };
    expect(() => encodeSteps([[{ table: 'dwd', mutation: putOf(Buffer.of(1), cell) }]])).toThrow('no timestamp');
    const mutation = { op: 'delete', row: Buffer.of(1), what: { kind: 'row', upTo: 1 } } as const;
    expect(() => encodeSteps([[{ table: 'dwd', mutation }]])).toThrow('a row cannot be removed');
  });
});

describe('a row key', () => {
  it('is refused when it is too long to be whole', () => {
    expect(entityKey('user', 'x'.repeat(8_000))).toHaveLength(8_008);
    for (const length of [8_192, 70_000])
      expect(() => entityKey('user', 'x'.repeat(length))).toThrow(
        expect.objectContaining({ code: 'STORE_FAILED' }) as Error,
      );
  });
});

describe('salt ranges', () => {
  it('cover all salts in order, are cut at every region, and are as many as asked for', () => {
    const keys = fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 200 }), (starts, least) => {
        const ranges = planSalts(starts, least);
        expect(ranges.length).toBeGreaterThanOrEqual(least);
        expect([ranges[0]!.from, ranges.at(-1)!.to]).toEqual([0, SALTS]);
        for (const [i, { from, to }] of ranges.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBe(ranges[i - 1]?.to ?? 0);
        }
      }),
    );
    expect(planSalts(splitKeys(4), 1).map(({ from }) => from)).toEqual([0, 16_384, 32_768, 49_152]);
    expect(planSalts([Buffer.of(0, 5), Buffer.of(0, 7, 1)], 1).map(({ from }) => from)).toEqual([0, 5, 8]);
    expect(planSalts([], SALTS + 1)).toHaveLength(SALTS);
  });
});

describe('names and errors', () => {
  it('of tables take every dictionary, each a name of its own', () => {
    const names = ['a_b', 'a', 'a__b', '销售', 'a-b', 'a_xe9_'].map((dictionary) =>
      tableName({ namespace: 'n', dictionary }, 'dwd'),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^n:[A-Za-z0-9_-]+_dwd$/);
  });

  it.for([
    [new HBaseError('connection', 'refused', { server: 'h:1' }), 'STORE_UNREACHABLE', 'h:1'],
    [new HBaseError('timeout', 'no answer'), 'STORE_UNREACHABLE', 'no answer'],
    [
      new HBaseError('remote', 'bad\n\tat org', {
        javaClass: 'org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException',
      }),
      'STORE_FAILED',
      'bad',
    ],
    [new HBaseError('remote', 'no', { javaClass: 'org.x.AccessDeniedException' }), 'NO_PERMISSION', 'no'],
    [new HBaseError('protocol', 'no HBase'), 'STORE_FAILED', 'no HBase'],
  ] as const)('of the client are sorted: %s', ([thrown, code, part]) => {
    const error = storeError(thrown, 'n:d in HBase') as DaybreakError;
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
    expect(error.message).not.toContain('\n');
    expect(storeError(error, 'elsewhere')).toBe(error);
  });

  it('of a listener, such as one that calls a purge off, stay what they are', async () => {
    const calledOff = new Error('cancelled');
    const store = withNamedErrors({ purge: (beat: () => void) => Promise.resolve().then(beat) }, 'n:d in HBase');
    const beat = (): never => {
      throw calledOff;
    };
    await expect(store.purge(beat)).rejects.toBe(calledOff);
  });
});
