import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openNdjsonTable } from '../../sources/ndjson/open-table.ts';
import { parseEvent } from '../../sources/parse-rows.ts';
import { failure, rowsIn, rowsOf } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const LINK = {
  opportunity_id: 'o1',
  linked_type: 'user',
  linked_id: 'u1',
  valid_from: '2026-03-01T00:00:00Z',
  valid_to: '',
};
const CELLS = Object.values(LINK);
const LINE = JSON.stringify(LINK);
const EVENT = {
  event_id: 'e1',
  entity_type: 'user',
  entity_id: 'u1',
  business_line: '01',
  feature: 'call',
  event_time: '2026-03-01T08:30:00Z',
  value: 12.5,
  attrs: { ring: 3 },
};

const without = (name: string, row: object) => Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
const links = (content: string | Uint8Array, name = 'links.ndjson') => rowsIn('links', content, name);
const event = async (changed: object) =>
  (await rowsIn('events', JSON.stringify({ ...EVENT, ...changed }), 'events.ndjson'))[0]!;

async function opened(table: 'links' | 'events', ...lines: object[]) {
  const content = lines.map((line) => JSON.stringify(line)).join('\n');
  const file = await openNdjsonTable(table, `${await writtenFiles({ 'table.ndjson': content })}/table.ndjson`);
  const read = async () => {
    for await (const rows of file.rows()) expect(rows.length).toBeGreaterThan(0);
  };
  return { file, read };
}

describe('what an NDJSON file may look like', () => {
  it.each([
    ['LF', `${LINE}\n`],
    ['CRLF', `${LINE}\r\n`],
    ['no line end', LINE],
    ['blank lines', `\n  \n${LINE}\n\r\n\n`],
    ['a byte order mark', `\uFEFF${LINE}\n`],
    ['byte order marks of files that were put together', `\n\uFEFF\n\uFEFF${LINE}\n`],
    ['white space around and inside', ` ${LINE.replaceAll(',', ' ,\t')} \n`],
    ['keys in any order', JSON.stringify(Object.fromEntries(Object.entries(LINK).reverse()))],
    ['gzip', gzipSync(`${LINE}\n`)],
    ['gzip of several members', Buffer.concat([gzipSync(LINE.slice(0, 20)), gzipSync(LINE.slice(20))])],
    ['null for blank', LINE.replace('"valid_to":""', '"valid_to":null')],
    ['blank left out', LINE.replace(',"valid_to":""', '')],
  ])('%s', async (_, content) => {
    expect((await links(content)).map(({ cells }) => cells)).toEqual([CELLS]);
  });

  it('nothing at all is an empty table, as a writer of several files has them', async () => {
    expect(await links('')).toEqual([]);
    expect(await links(gzipSync(''), 'links.ndjson.gz')).toEqual([]);
  });

  it('a character may be cut by the end of a chunk', async () => {
    const id = '客户🦆'.repeat(60_000);
    const rows = await links(`${LINE}\n${JSON.stringify({ ...LINK, linked_id: id })}\n${LINE}`);
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
    expect(rows[1]!.cells[2] === id).toBe(true);
  });

  it('is read in bounded batches, more than once, and tells how far it is', async () => {
    const path = `${await writtenFiles({ 'links.ndjson': `${LINE}\n`.repeat(50_000) })}/links.ndjson`;
    const file = await openNdjsonTable('links', path);
    for (let time = 0; time < 2; time++) {
      const shares: number[] = [];
      let count = 0;
      for await (const rows of file.rows()) {
        expect(rows.length).toBeLessThanOrEqual(8000);
        count += rows.length;
        shares.push(file.progress());
      }
      expect([count, shares.at(-1)]).toEqual([50_000, 1]);
      expect(shares[0]).toBeLessThan(0.5);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });
});

describe('the cells of a JSON row', () => {
  it.each([
    ['value', 12.5, '12.5'],
    ['value', '12.50', '12.50'],
    ['value', 0, '0'],
    ['value', null, ''],
    ['value', 1e21, '1e+21'],
    ['value', 12345678901234567890, '12345678901234567000'],
    ['value', true, '1'],
    ['value', false, '0'],
    ['entity_id', 9007199254740991, '9007199254740991'],
    ['business_line', 1, '1'],
  ])('%s %j is %j', async (column, value, text) => {
    const { cells, fault } = await event({ [column]: value });
    expect(fault).toBeUndefined();
    expect(cells[Object.keys(EVENT).indexOf(column)]).toBe(text);
  });

  it('attrs are an object or its text', async () => {
    expect((await event({})).cells[7]).toBe('{"ring":3}');
    expect((await event({ attrs: '{ "ring": 3 }' })).cells[7]).toBe('{ "ring": 3 }');
    expect((await event({ attrs: { note: '客\u0000"', list: [1, null] } })).cells[7]).toBe(
      '{"note":"客\\u0000\\"","list":[1,null]}',
    );
    expect(parseEvent((await event({ attrs: [1] })).cells, 0)).toContain('attrs "[1]" is no JSON object');
    expect(parseEvent((await event({ attrs: 7 })).cells, 0)).toContain('attrs "7" is no JSON object');
  });

  it('a name that every object has from elsewhere is no column', async () => {
    const bare = { ...EVENT, constructor: 'x', toString: 'y' };
    const { file, read } = await opened('events', bare);
    await read();
    expect(file.unknownColumns).toEqual(['constructor', 'toString']);
    expect((await event({})).cells.slice(8)).toEqual(['', '']);
  });

  it.each([
    [{ entity_id: 9007199254740992 }, 'entity_id 9007199254740992 is a number too large to be exact: write it as text'],
    [{ entity_id: ['u1'] }, 'entity_id "[\\"u1\\"]" is neither text nor a number'],
    [{ value: { n: 1 } }, 'value "{\\"n\\":1}" is neither text nor a number'],
    [{ entity_id: '\ud83e' }, 'entity_id has half a surrogate pair in it'],
  ])('%j is a fault of its row', async (changed, fault) => {
    expect((await event(changed)).fault).toBe(fault);
  });

  it('infinity is found where numbers are', async () => {
    const [row] = await rowsIn('events', JSON.stringify(EVENT).replace('12.5', '1e999'), 'events.ndjson');
    expect(parseEvent(row!.cells, 0)).toBe('value "Infinity" is not finite');
    const [named] = await rowsIn('events', JSON.stringify(EVENT).replace('"u1"', '1e999'), 'events.ndjson');
    expect(named!.fault).toBe('entity_id Infinity is a number too large to be exact: write it as text');
  });
});

describe('lines that cannot be used', () => {
  it('are faults of their own, whatever stands around', async () => {
    const broken = [LINE, '{"opportunity_id":"o2",', '[1]', 'null', '"o3"', '', 'o1,user,u1,,', LINE];
    const rows = await links(broken.join('\n'));
    expect(rows.map(({ line, fault }) => [line, fault?.replace(/ JSON: .*/, ' JSON')])).toEqual([
      [1, undefined],
      [2, 'the line is broken JSON'],
      [3, 'the line is no JSON object, such as {"event_id":"e1"}'],
      [4, 'the line is no JSON object, such as {"event_id":"e1"}'],
      [5, 'the line is no JSON object, such as {"event_id":"e1"}'],
      [7, 'the line is broken JSON'],
      [8, undefined],
    ]);
    expect(rows[1]!.cells).toEqual(['{"opportunity_id":"o2",']);
  });

  it('bytes that are not UTF-8', async () => {
    const bytes = Buffer.from(`${LINE.replace('u1', 'M#ller')}\n${LINE}`);
    bytes[bytes.indexOf('#')] = 0xfc;
    expect((await links(bytes)).map(({ fault }) => fault)).toEqual(['the line is not UTF-8', undefined]);
  });

  it('a line without end is passed over without being kept', async () => {
    const rows = await links(`${LINE}\n{"x":"${'x'.repeat(3_000_000)}"}\n${LINE}\n`);
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, 'the line is longer than 1048576 bytes'],
      [3, undefined],
    ]);
  });
});

describe('columns of a file without a header', () => {
  it('are those that its rows name, in any of them', async () => {
    const { file, read } = await opened('events', { ...EVENT, extra: 1 }, { ...EVENT, op: null }, { other: 2 });
    await read();
    expect(file.unknownColumns).toEqual(['extra', 'other']);
    expect([file.has('op'), file.has('arrived_at')]).toEqual([true, false]);
    expect(file.blankColumns).toEqual([]);
  });

  it('a column that no row names is missing', async () => {
    const timeless = without('event_time', EVENT);
    const error = await failure((await opened('events', timeless, timeless)).read());
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.message).toMatch(/table\.ndjson has no column event_time$/);
    expect((await failure((await opened('events', without('value', EVENT))).read())).message).toMatch(
      /has no column value$/,
    );
  });

  it('unless all may be blank there, which is said, and nothing looks like it', async () => {
    const open = without('valid_to', LINK);
    const { file, read } = await opened('links', open, { ...open, note: 'x' });
    await read();
    expect(file.blankColumns).toEqual(['valid_to']);
    const error = await failure((await opened('links', { ...open, validTo: '2026-04-01T00:00:00Z' })).read());
    expect(error.message).toContain('has no column valid_to; the nearest one is "validTo"');
  });

  it('keys that are data do not fill the memory', async () => {
    const { file, read } = await opened('links', ...Array.from({ length: 300 }, (_, i) => ({ ...LINK, [`k${i}`]: 1 })));
    await read();
    expect(file.unknownColumns).toHaveLength(100);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['truncated gzip', gzipSync(`${LINE}\n`.repeat(20_000)).subarray(0, -9), 'ends in the middle of its gzip data'],
    ['text under a gzip name', Buffer.from(LINE), 'is not valid gzip'],
    ['UTF-16', gzipSync(Buffer.from(`\uFEFF${LINE}`, 'utf16le')), 'is UTF-16'],
  ])('%s', async (_, content, message) => {
    const error = await failure(links(content, 'links.ndjson.gz'));
    expect(error.code).toBe('DROP_UNREADABLE');
    expect(error.message).toContain(`links.ndjson.gz ${message}`);
  });

  it('a file that is gone', async () => {
    expect((await failure(rowsOf('links', '/nowhere/links.ndjson'))).code).toBe('DROP_MISSING');
  });
});
