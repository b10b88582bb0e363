import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as filters from '../../../stores/hbase/client/filter.ts';
import { connectHBase, type HBase } from '../../../stores/hbase/client/hbase.ts';
import type { ScanOptions } from '../../../stores/hbase/client/read-options.ts';
import type { HBaseTable } from '../../../stores/hbase/client/table.ts';
import { hadoopForTests, whyNoHadoop } from '../hadoop.ts';
import { allCells } from './cells-plain.ts';
import { bytesOf, collected, put, textOf, written } from './table-rows.ts';

const missing = await whyNoHadoop();
const TABLE = `client_scan_${process.pid}`;

/** Rows r000 .. r199 of 1 to 40 cells each, in five regions; the value is 50 bytes. */
const rows = Array.from({ length: 200 }, (_, row) => ({
  name: `r${String(row).padStart(3, '0')}`,
  cells: Array.from(
    { length: 1 + ((row * 7) % 40) },
    (_, cell) => `f:q${String(cell).padStart(2, '0')}@${1000 + cell}`,
  ),
}));
const VALUE = 'v'.repeat(50);
const lineOf = ({ name, cells }: (typeof rows)[number]) => [name, ...cells.map((cell) => `${cell}=${VALUE}`)].join(' ');

describe.skipIf(missing)(`a scan${missing === undefined ? '' : ` (NOT TESTED: ${missing})`}`, () => {
  let hbase: HBase;
  let table: HBaseTable;

  beforeAll(async () => {
    const { masters } = await hadoopForTests();
    hbase = connectHBase({ registry: masters });
    const splitKeys = ['r030', 'r031', 'r100', 'r150'].map(bytesOf);
    await hbase.admin.createTable({ name: TABLE, families: [{ name: 'f' }, { name: 'g' }], splitKeys });
    table = hbase.table(TABLE);
    await table.mutateAll(rows.map(({ name, cells }) => put(name, ...cells.map((cell) => `${cell}=${VALUE}`))));
  });

  afterAll(async () => {
    await hbase.admin.disableTable(TABLE);
    await hbase.admin.deleteTable(TABLE);
    await hbase.close();
  });

  const lines = async (options: ScanOptions) => written(await collected(table.scan(options)), true);
  const values = async (options: ScanOptions) =>
    (await lines(options)).map((line) => line.replaceAll(/@\d+=v+/g, '').replaceAll('f:', ''));

  const key = fc.oneof(
    fc.integer({ min: 0, max: 199 }).map((row) => rows[row]!.name),
    fc.constantFrom('r030', 'r031', 'r100', 'r150', 'a', 'z', 'r0301'),
  );
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

  test('reads what lies in its range, whatever the sizes', async () => {
    const options = fc.record({
      from: optional(key),
      to: optional(key),
      includeStartRow: optional(fc.boolean()),
      reversed: optional(fc.boolean()),
      limitRows: optional(fc.integer({ min: 0, max: 250 })),
      rowsABatch: optional(fc.integer({ min: 1, max: 60 })),
      bytesABatch: optional(fc.integer({ min: 100, max: 20_000 })),
      cellsARow: optional(fc.integer({ min: 1, max: 50 })),
      prefetch: optional(fc.integer({ min: 0, max: 3 })),
    });
    await fc.assert(
      fc.asyncProperty(options, async ({ from, to, ...sizes }) => {
        const { reversed = false, includeStartRow = true, limitRows = rows.length, cellsARow } = sizes;
        const isBehindStart = (name: string) => (reversed ? name < from! : name > from!);
        const expected = (reversed ? rows.toReversed() : rows)
          .filter(({ name }) => from === undefined || isBehindStart(name) || (includeStartRow && name === from))
          .filter(({ name }) => to === undefined || (reversed ? name > to : name < to))
          .slice(0, limitRows);
        const set = Object.fromEntries(Object.entries(sizes).filter(([, value]) => value !== undefined));
        const batches = await collected(
          table.scan({
            ...set,
            ...(from !== undefined && { startRow: bytesOf(from) }),
            ...(to !== undefined && { endRow: bytesOf(to) }),
          }),
        );
        if (cellsARow === undefined) expect(written(batches, true)).toEqual(expected.map(lineOf));
        const cells = batches.flatMap(allCells).flat();
        expect(cells.map(({ row, qualifier }) => `${textOf(row)} f:${textOf(qualifier)}`)).toEqual(
          expected.flatMap(({ name, cells }) => cells.map((cell) => `${name} ${cell.split('@')[0]!}`)),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('gives whole rows also where one is larger than an answer', async () => {
    const wide = Array.from({ length: 300 }, (_, cell) => `g:c${String(cell).padStart(3, '0')}=${'w'.repeat(5000)}`);
    await table.mutateAll([put('wide', ...wide), put('wide2', 'g:x=1')]);
    const range = { startRow: bytesOf('wide'), bytesABatch: 100_000 };
    expect(written(await collected(table.scan(range)))).toEqual([`wide ${wide.join(' ')}`, 'wide2 g:x=1']);
    const pieces = await collected(table.scan({ ...range, cellsARow: 10 }));
    expect(pieces.length).toBeGreaterThan(10);
    expect(pieces.flatMap(allCells).flat()).toHaveLength(301);
    await table.mutateAll(['wide', 'wide2'].map((row) => ({ op: 'delete', row: bytesOf(row), what: { kind: 'row' } })));
  });

  test('applies filters on the server', async () => {
    const { filterList, columnPrefix, columnPrefixes, columnRange, qualifier, rowPrefix, firstCellOnly } = filters;
    const range = { startRow: bytesOf('r010'), endRow: bytesOf('r012') };
    const q = bytesOf;
    expect(await values({ ...range, filter: columnPrefix(q('q0')), limitRows: 1 })).toEqual([
      'r010 q00 q01 q02 q03 q04 q05 q06 q07 q08 q09',
    ]);
    expect(await values({ ...range, filter: columnPrefixes([q('q30'), q('q1')]) })).toEqual([
      'r010 q10 q11 q12 q13 q14 q15 q16 q17 q18 q19 q30',
      'r011 q10 q11 q12 q13 q14 q15 q16 q17 q18 q19 q30',
    ]);
    expect(await values({ ...range, filter: columnRange({ from: q('q35'), to: q('q37') }) })).toEqual(['r011 q35 q36']);
    expect(await values({ ...range, filter: columnRange({ to: q('q01') }) })).toEqual(['r010 q00', 'r011 q00']);
    expect(await values({ ...range, filter: qualifier('greaterOrEqual', q('q36')) })).toEqual(['r011 q36 q37']);
    expect(await values({ filter: rowPrefix(q('r19')), families: ['g'] })).toEqual([]);
    expect(await values({ filter: filterList('all', [rowPrefix(q('r19')), firstCellOnly()]), limitRows: 2 })).toEqual([
      'r190 q00',
      'r191 q00',
    ]);
    const either = filterList('one', [columnPrefix(q('q02')), columnPrefix(q('q39'))]);
    expect(await values({ startRow: q('r017'), endRow: q('r019'), filter: either })).toEqual([
      'r017 q02 q39',
      'r018 q02',
    ]);
  });

  test('filters by rows, values, times and pages', async () => {
    const { cellValue, columnValue, fuzzyRows, keysOnly, rowRanges, rowsARegion, timestamps } = filters;
    const q = bytesOf;
    const first = filters.firstCellOnly();
    const ranges = rowRanges([
      { startRow: q('r020'), endRow: q('r022') },
      { startRow: q('r149'), endRow: q('r151') },
    ]);
    expect(await values({ filter: filters.filterList('all', [ranges, first]) })).toEqual([
      'r020 q00',
      'r021 q00',
      'r149 q00',
      'r150 q00',
    ]);
    const fuzzy = fuzzyRows([{ row: q('r_77'), any: Uint8Array.of(0, 1, 0, 0) }]);
    expect(await values({ filter: filters.filterList('all', [fuzzy, first]) })).toEqual(['r077 q00', 'r177 q00']);
    expect(await values({ filter: timestamps([1039, 1038]), startRow: q('r017'), endRow: q('r018') })).toEqual([
      'r017 q38 q39',
    ]);
    expect(await lines({ filter: filters.filterList('all', [keysOnly(), first]), limitRows: 1 })).toEqual([
      'r000 f:q00@1000=',
    ]);
    expect(await values({ filter: filters.filterList('all', [rowsARegion(1), first]) })).toEqual([
      'r000 q00',
      'r030 q00',
      'r031 q00',
      'r100 q00',
      'r150 q00',
    ]);
    await table.mutateAll([put('v1', 'g:n=5', 'g:m=1'), put('v2', 'g:n=6'), put('v3', 'g:m=1')]);
    const range = { startRow: q('v'), families: ['g'] };
    const found = async (filter: filters.Filter) => written(await collected(table.scan({ ...range, filter })));
    expect(await found(columnValue('g', q('n'), 'equal', q('5')))).toEqual(['v1 g:m=1 g:n=5']);
    expect(await found(columnValue('g', q('n'), 'less', q('6'), true))).toEqual(['v1 g:m=1 g:n=5', 'v3 g:m=1']);
    expect(await found(cellValue('notEqual', q('1')))).toEqual(['v1 g:n=5', 'v2 g:n=6']);
  });

  test('ends when its reader leaves or cancels, and leaves nothing behind', async () => {
    for await (const batch of table.scan({ rowsABatch: 1 })) {
      expect(batch.rows).toBe(1);
      break;
    }
    const stop = new AbortController();
    const reading = (async () => {
      for await (const batch of table.scan({ rowsABatch: 1, signal: stop.signal })) if (batch.rows > 0) stop.abort();
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(collected(table.scan({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ kind: 'cancelled' });
    expect(hbase.metrics.inFlight).toBe(0);
  });

  test('reads no further ahead than it may while its reader stalls', async () => {
    for (const prefetch of [0, 1, 3]) {
      const before = hbase.metrics.calls;
      const scan = table.scan({ rowsABatch: 1, prefetch })[Symbol.asyncIterator]();
      await scan.next();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(hbase.metrics.calls - before).toBe(1 + prefetch);
      await scan.return?.();
    }
  });
});
