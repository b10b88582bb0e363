import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCsvTable } from '../../sources/csv/open-table.ts';
import { failure, rowsIn } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const HEADER = 'opportunity_id,linked_type,linked_id,valid_from,valid_to';
const ROW = ['o1', 'user', 'u1', '2026-03-01T00:00:00Z', ''];
const LINE = ROW.join(',');

const open = async (content: string | Uint8Array, name = 'links.csv') => {
  const path = `${await writtenFiles({ [name]: content })}/${name}`;
  return openCsvTable('links', path);
};

describe('what a CSV file may look like', () => {
  it.each([
    ['LF', `${HEADER}\n${LINE}\n`],
    ['CRLF', `${HEADER}\r\n${LINE}\r\n`],
    ['CR', `${HEADER}\r${LINE}\r`],
    ['mixed line ends', `${HEADER}\r\n${LINE}\n`],
    ['no line end', `${HEADER}\n${LINE}`],
    ['a byte order mark', `\uFEFF${HEADER}\n${LINE}\n`],
    ['a byte order mark before quotes', `\uFEFF"opportunity_id",linked_type,linked_id,valid_from,valid_to\n${LINE}\n`],
    ['spaces in the header', `${HEADER.replaceAll(',', ' , ')}\n${LINE}\n`],
    ['blank lines at the ends', `\n${HEADER}\n${LINE}\n\n\n`],
    ['gzip', gzipSync(`${HEADER}\n${LINE}\n`)],
    ['gzip of several members', Buffer.concat([gzipSync(`${HEADER}\n`), gzipSync(`${LINE}\n`), Buffer.alloc(7)])],
  ])('%s', async (_, content) => {
    expect((await rowsIn('links', content)).map(({ cells }) => cells)).toEqual([ROW]);
  });

  it('quoted cells hold commas, line breaks and quotes; every character comes through', async () => {
    const id = 'a, "b"\r\n客户 🦆 é';
    const rows = await rowsIn('links', `${HEADER}\n"${id.replaceAll('"', '""')}",user,u1,,\n`);
    expect(rows[0]!.cells[0]).toBe(id);
  });

  it('a quote inside an unquoted cell is text', async () => {
    expect((await rowsIn('links', `${HEADER}\n5" screen,user,u1,,\n`))[0]!.cells[0]).toBe('5" screen');
  });

  it('columns in any order, unknown ones named, optional ones known', async () => {
    const path = 'labels.csv';
    const folder = await writtenFiles({
      [path]: 'extra,label,entity_id,name,entity_type,label_time,as_of\nx,1,7,won,user,,2026-03-01\n',
    });
    const file = await openCsvTable('labels', `${folder}/${path}`);
    expect(file.unknownColumns).toEqual(['extra']);
    expect([file.has('name'), file.has('extra'), file.has('op')]).toEqual([true, false, false]);
    for await (const rows of file.rows())
      expect(rows).toEqual([{ line: 2, cells: ['user', '7', '2026-03-01', '1', '', 'won'] }]);
  });

  it('a header alone is an empty table', async () => {
    expect(await rowsIn('links', HEADER)).toEqual([]);
  });
});

describe('rows that cannot be used', () => {
  it('have a fault with their own line, whatever stands between', async () => {
    const lines = [HEADER, LINE, 'o2,user', '', '"o\r\n3",user,u1,,', 'o4,user,u1,,,,', LINE];
    const rows = await rowsIn('links', lines.join('\r\n'));
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, undefined],
      [3, 'the row has 2 cells, the header has 5'],
      [6, undefined],
      [7, 'the row has 7 cells, the header has 5'],
      [8, undefined],
    ]);
    expect(rows[1]!.cells).toEqual(['o2', 'user']);
  });

  it('bytes that are not UTF-8 are a fault of the row, and of no other', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\nM`),
      Buffer.from([0xfc]),
      Buffer.from(`ller,user,u1,,\n${LINE}\n`),
    ]);
    const rows = await rowsIn('links', bytes);
    expect(rows[0]!.fault).toBe('opportunity_id is not UTF-8');
    expect(rows[1]).toEqual({ line: 3, cells: ROW });
    // The replacement character itself is text like any other.
    expect((await rowsIn('links', `${HEADER}\n\uFFFD,user,u1,,\n`))[0]!.cells[0]).toBe('\uFFFD');
  });

  it('a cell that goes on behind its closing quote is not guessed at', async () => {
    const rows = await rowsIn(
      'links',
      `${HEADER}\n"o1,user,u1,,\n"o2",user,u1,,\n${LINE}\n"o"5,user,u1,,\n"""o""",user,u1,,\n`,
    );
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [3, 'a cell goes on behind its closing quote; it runs from line 2 to 3, so a quote may be missing'],
      [4, undefined],
      [5, 'a cell goes on behind its closing quote'],
      [6, undefined],
    ]);
    expect(rows[3]!.cells[0]).toBe('"o"');
  });
});

describe('files that cannot be used', () => {
  const long = `${HEADER}\n${`${LINE}\n`.repeat(20_000)}`;
  it.each([
    ['truncated gzip', gzipSync(long).subarray(0, -9), 'ends in the middle of its gzip data'],
    ['gzip cut to nothing', Buffer.alloc(0), 'ends in the middle of its gzip data'],
    ['a flipped bit in gzip', flipped(gzipSync(long), 5000), 'is not valid gzip'],
    ['text under a gzip name', Buffer.from(long), 'is not valid gzip'],
    ['garbage behind gzip', Buffer.concat([gzipSync(long), Buffer.from('oops')]), 'is not valid gzip'],
    [
      'rows hidden behind padding',
      Buffer.concat([gzipSync(HEADER), Buffer.alloc(9), gzipSync(LINE)]),
      'data after the end of its gzip part',
    ],
  ])('%s', async (_, content, message) => {
    const error = await failure(rowsIn('links', content, 'links.csv.gz'));
    expect(error.code).toBe('DROP_UNREADABLE');
    expect(error.message).toContain('links.csv.gz');
    expect(error.message).toContain(message);
  });

  it('an unterminated quote names the line on which its row begins', async () => {
    const error = await failure(rowsIn('links', `${HEADER}\n${LINE}\no2,"user,u1,,\n${LINE}\n`));
    expect(error.code).toBe('DROP_UNREADABLE');
    expect(error.message).toContain('opened in the row beginning on line 3');
  });

  it('an unterminated quote in a large file ends the reading before the memory does', async () => {
    const error = await failure(rowsIn('links', `${HEADER}\no2,"user,u1,,\n${`${LINE}\n`.repeat(200_000)}`));
    expect(error.message).toContain('line 2: the row that begins here is longer than');
  });

  it('nothing at all, and UTF-16', async () => {
    expect((await failure(open(''))).message).toContain('not even a header');
    expect((await failure(open('\n\n'))).message).toContain('not even a header');
    expect((await failure(open(Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le')))).message).toContain('is UTF-16');
    expect((await failure(openCsvTable('links', '/nowhere/links.csv'))).code).toBe('DROP_MISSING');
  });

  it('a missing column, with the nearest one', async () => {
    const error = await failure(open(HEADER.replace('linked_id', 'linkedid').replace('valid_to', 'until')));
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.message).toMatch(
      /links\.csv has no column linked_id \(and valid_to\); the nearest one is "linkedid"$/,
    );
    expect((await failure(open(HEADER.replaceAll(',', ';')))).message).toContain('cut by ";"');
    expect((await failure(open(`${HEADER},valid_to`))).message).toContain('has the column valid_to twice');
  });
});

describe('reading in pieces', () => {
  it('gives bounded batches, can be read twice and tells how far it is', async () => {
    const file = await open(`${HEADER}\n${`${LINE}\n`.repeat(50_000)}`);
    for (let time = 0; time < 2; time++) {
      let count = 0;
      const shares: number[] = [];
      for await (const rows of file.rows()) {
        expect(rows.length).toBeLessThanOrEqual(8000);
        count += rows.length;
        shares.push(file.progress());
      }
      expect(count).toBe(50_000);
      expect(shares[0]).toBeLessThan(0.5);
      expect(shares.at(-1)).toBe(1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });

  it('may be left before its end', async () => {
    const file = await open(gzipSync(`${HEADER}\n${`${LINE}\n`.repeat(50_000)}`));
    for await (const rows of file.rows()) {
      expect(rows[0]!.line).toBe(2);
      break;
    }
    for await (const rows of file.rows()) {
      expect(rows[0]!.line).toBe(2);
      break;
    }
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[Math.min(at, copy.length - 20)]! ^= 0x10;
  return copy;
}
