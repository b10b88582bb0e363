import { gzipSync } from 'node:zlib';
import type { ParquetType, SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { openParquetTable } from '../../sources/parquet/open-table.ts';
import { parseLabel } from '../../sources/parse-rows.ts';
import { parquet } from './other-forms.ts';
import { failure, rowsIn, rowsOf } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const HEADER = ['opportunity_id', 'linked_type', 'linked_id', 'valid_from', 'valid_to'];
const ROW = ['o1', 'user', 'u1', '2026-03-01T00:00:00Z', ''];
const LINKS = { header: HEADER, rows: [ROW] };

const links = (content: Uint8Array) => rowsIn('links', content, 'links.parquet');
const opened = async (content: Uint8Array) =>
  openParquetTable('links', `${await writtenFiles({ 'links.parquet': content })}/links.parquet`);

/** The texts of a column of the given type, put in the place of valid_from. */
async function textsOf(element: Omit<SchemaElement, 'name'>, data: unknown[]) {
  return (await links(typed(element, data))).map(({ cells, fault }) => fault ?? cells[3]);
}

function typed(element: Omit<SchemaElement, 'name'>, data: unknown[]): Uint8Array {
  const columnData = HEADER.map((name, i) => ({ name, data: name === 'valid_from' ? data : data.map(() => ROW[i]) }));
  const schema: SchemaElement[] = [
    { name: 'root', num_children: HEADER.length },
    ...HEADER.map((name): SchemaElement =>
      name === 'valid_from'
        ? { repetition_type: 'OPTIONAL', ...element, name }
        : { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    ),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC = true): Omit<SchemaElement, 'name'> => ({
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit },
});
const decimal = (type: ParquetType, scale: number, length?: number): Omit<SchemaElement, 'name'> => ({
  type,
  converted_type: 'DECIMAL',
  scale,
  precision: 9,
  ...(length === undefined ? {} : { type_length: length }),
});

describe('what a Parquet file may look like', () => {
  it('rows of text, null is blank, a line is the number of a row', async () => {
    const rows = [ROW, ['o2', 'phone', '客 🦆', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z']];
    expect(await links(parquet({ header: HEADER, rows }, 'SNAPPY'))).toEqual([
      { line: 1, cells: rows[0] },
      { line: 2, cells: rows[1] },
    ]);
  });

  it('columns in any order, unknown ones named and not read, optional ones known', async () => {
    const header = ['extra', 'label', 'entity_id', 'name', 'entity_type', 'label_time', 'as_of'];
    const content = parquet({ header, rows: [['x', '1', '7', 'won', 'user', '', '2026-03-01']] }, 'UNCOMPRESSED');
    const file = await openParquetTable('labels', `${await writtenFiles({ 'l.parquet': content })}/l.parquet`);
    expect([file.unknownColumns, file.blankColumns]).toEqual([['extra'], []]);
    expect([file.has('name'), file.has('extra'), file.has('op')]).toEqual([true, false, false]);
    for await (const rows of file.rows()) expect(rows[0]!.cells).toEqual(['user', '7', '2026-03-01', '1', '', 'won']);
  });

  it('a table without rows', async () => {
    expect(await links(parquet({ header: HEADER, rows: [] }, 'SNAPPY'))).toEqual([]);
  });

  it('many row groups, and a row group larger than what is decoded at once', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => ['o1', 'user', `u${i}`, ROW[3]!, i % 3 === 0 ? '' : 'x']);
    for (const rowGroupSize of [1_000, 1_000_000]) {
      const file = await opened(parquet({ header: HEADER, rows }, 'SNAPPY', rowGroupSize));
      for (let time = 0; time < 2; time++) {
        const shares: number[] = [];
        let next = 0;
        for await (const batch of file.rows()) {
          expect(batch.length).toBeLessThanOrEqual(8000);
          for (const { line, cells } of batch) {
            const expected = rows[next++]!;
            if (line !== next || cells[2] !== expected[2] || cells[4] !== expected[4]) throw new Error(`row ${next}`);
          }
          shares.push(file.progress());
        }
        expect([next, shares.at(-1)]).toEqual([120_000, 1]);
        expect(shares[0]).toBeLessThan(0.1);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
      }
    }
  });
});

describe('the text of a typed cell', () => {
  it.each<[string, Omit<SchemaElement, 'name'>, unknown[], unknown[]]>([
    ['INT32', { type: 'INT32' }, [1, -2, null], ['1', '-2', '']],
    ['INT64', { type: 'INT64' }, [9007199254740993n, -1n, null], ['9007199254740993', '-1', '']],
    ['DOUBLE', { type: 'DOUBLE' }, [0.1, 12, -0, NaN, null], ['0.1', '12', '0', 'NaN', '']],
    [
      'FLOAT',
      { type: 'FLOAT' },
      [Math.fround(0.1), 16777216, Math.fround(1e-7), null],
      ['0.1', '16777216', '1e-7', ''],
    ],
    ['BOOLEAN', { type: 'BOOLEAN' }, [true, false, null], ['1', '0', '']],
    ['DATE', { type: 'INT32', converted_type: 'DATE' }, [new Date('2026-03-01'), null], ['2026-03-01', '']],
    [
      'TIMESTAMP(MILLIS)',
      timestamp('MILLIS'),
      [1772323200000n, 1772323200001n, -1n, null],
      ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z', '1969-12-31T23:59:59.999Z', ''],
    ],
    [
      'TIMESTAMP(MICROS)',
      timestamp('MICROS'),
      [1772323200000000n, 1772323200001000n, 253402300799999999n],
      ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.001Z', '9999-12-31T23:59:59.999999Z'],
    ],
    ['TIMESTAMP(NANOS)', timestamp('NANOS'), [1772323200000000001n], ['2026-03-01T00:00:00.000000001Z']],
    ['a moment outside the calendar', timestamp('MILLIS'), [9223372036854775807n], ['9223372036854775807']],
    ['TIMESTAMP without a zone', timestamp('MILLIS', false), [1772323200000n], ['2026-03-01T00:00:00']],
    ['DECIMAL in INT32', decimal('INT32', 2), [12.5, -0.05, 0, null], ['12.50', '-0.05', '0.00', '']],
    ['DECIMAL in INT64', decimal('INT64', 1), [3n, -3n], ['0.3', '-0.3']],
    ['DECIMAL without places', decimal('INT32', 0), [7], ['7']],
    ['DECIMAL in bytes', decimal('FIXED_LEN_BYTE_ARRAY', 2, 3), [12.5, -0.05], ['12.50', '-0.05']],
    ['JSON', { type: 'BYTE_ARRAY', converted_type: 'JSON' }, [{ ring: 3 }, null], ['{"ring":3}', '']],
    ['ENUM', { type: 'BYTE_ARRAY', converted_type: 'ENUM' }, [Buffer.from('won'), null], ['won', '']],
    ['bytes without a type', { type: 'BYTE_ARRAY' }, [Buffer.from('u1'), Buffer.from('客')], ['u1', '客']],
  ])('%s', async (_, element, data, texts) => {
    expect(await textsOf(element, data)).toEqual(texts);
  });

  it('that is not UTF-8 is a fault of its row', async () => {
    const rows = await links(typed({ type: 'BYTE_ARRAY' }, [Buffer.from([0x4d, 0xfc]), Buffer.from('u1')]));
    expect(rows.map(({ fault }) => fault)).toEqual(['valid_from is not UTF-8', undefined]);
  });

  it('a time without a zone is set aside, not guessed at', async () => {
    const [cell] = await textsOf(timestamp('MILLIS', false), [1772323200000n]);
    expect(parseLabel(['user', 'u1', '2026-03-01', '1', String(cell)])).toBe(
      'label_time "2026-03-01T00:00:00" is no time with Z or an offset, such as 2026-03-01T08:30:00Z',
    );
  });

  it.each<[string, Omit<SchemaElement, 'name'>, unknown[]]>([
    ['of type TIME', { type: 'INT32', logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'MILLIS' } }, [1]],
    ['bytes without a type', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 }, [Uint8Array.of(1, 2)]],
  ])('a column that is %s refuses the file', async (what, element, data) => {
    const error = await failure(links(typed(element, data)));
    expect(error.code).toBe('DROP_UNREADABLE');
    expect(error.message).toMatch(/links\.parquet: the column valid_from is /);
    expect(error.message).toContain(what);
  });

  it('a nested column refuses the file, unless no table knows it', async () => {
    const nested = (name: string) => {
      const columns = [...HEADER.filter((other) => other !== name), name];
      const schema: SchemaElement[] = [
        { name: 'root', num_children: columns.length },
        ...columns.flatMap((column): SchemaElement[] =>
          column === name
            ? [
                { name, num_children: 1, repetition_type: 'OPTIONAL' },
                { name: 'inner', type: 'INT32', repetition_type: 'OPTIONAL' },
              ]
            : [{ name: column, type: 'BYTE_ARRAY', converted_type: 'UTF8' }],
        ),
      ];
      const columnData = columns.map((column) => ({ name: column, data: [column === name ? { inner: 1 } : 'x'] }));
      return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
    };
    expect((await failure(links(nested('valid_to')))).message).toContain('the column valid_to is nested (STRUCT)');
    expect(await links(nested('more'))).toEqual([{ line: 1, cells: ['x', 'x', 'x', 'x', 'x'] }]);
  });
});

describe('files that cannot be used', () => {
  const whole = parquet({ header: HEADER, rows: Array.from({ length: 3000 }, () => ROW) }, 'SNAPPY');
  it.each([
    ['nothing at all', new Uint8Array()],
    ['text under the name', Buffer.from(`${HEADER.join(',')}\n${ROW.join(',')}\n`)],
    ['a file without its end', whole.subarray(0, -200)],
    ['a file without its beginning', whole.subarray(2000)],
    ['a hole in the middle', Buffer.concat([whole.subarray(0, 4), Buffer.alloc(300), whole.subarray(304)])],
    ['gzip around it', gzipSync(whole)],
  ])('%s', async (_, content) => {
    const error = await failure(links(content));
    expect(error.code).toBe('DROP_UNREADABLE');
    expect(error.message).toMatch(/links\.parquet cannot be read as Parquet: ./);
  });

  it('a missing column, with the nearest one, and a file that is gone', async () => {
    const header = HEADER.map((name) => (name === 'linked_id' ? 'linkedid' : name));
    const error = await failure(links(parquet({ ...LINKS, header }, 'SNAPPY')));
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.message).toMatch(/links\.parquet has no column linked_id; the nearest one is "linkedid"$/);
    expect((await failure(rowsOf('links', '/nowhere/links.parquet'))).code).toBe('DROP_MISSING');
  });
});
