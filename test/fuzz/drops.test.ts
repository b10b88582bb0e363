import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine } from '../../domain/csv-line.ts';
import { parseInstant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import { TABLES } from '../../sources/drop.ts';
import { parseEvent } from '../../sources/parse-rows.ts';
import { FORMS } from '../sources/other-forms.ts';
import { loadOnce } from './load-once.ts';
import { bounded, mutated, mutations } from './mutations.ts';

const HEADER: readonly string[] = TABLES.events.required;
const rows = (attrs: (i: number) => string): string[][] =>
  Array.from({ length: 12 }, (_, i) => [
    `e${i}`,
    'user',
    `客${i}`,
    '01',
    'call',
    '2026-03-01T08:30:00Z',
    `${i}.5`,
    attrs(i),
  ]);
const csvOf = (table: readonly (readonly string[])[]): Buffer =>
  Buffer.from([HEADER, ...table].map((row) => csvLine(row)).join(''));
const textsOf = ({ eventId, type, id, line, feature, timeText, valueText, attrsText }: EventRow): string[] => [
  ...[eventId, type, id, line, feature, timeText, valueText, attrsText],
];
const END_OF_TIME = parseInstant('2200-01-01T00:00:00Z')!;

const PLAIN = csvOf(rows(() => ''));
const QUOTED = csvOf(rows((i) => `{"ring":${i},"note":"a, ""b"""}`.replaceAll('""', '\\"')));
const SPARED = csvLine(HEADER).length;

/** Without a quote in the file a line is a row and a comma ends a cell: the plainest reading there is. */
function naiveRows(bytes: Buffer): EventRow[] | undefined {
  const [header = '', ...lines] = bytes
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '');
  const names = header.split(',').map((name) => utf8(name)?.trim());
  if (HEADER.some((name) => names.indexOf(name) < 0 || names.indexOf(name) !== names.lastIndexOf(name)))
    return undefined;
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const texts = HEADER.map((name) => utf8(cells[names.indexOf(name)] ?? ''));
    if (cells.length !== names.length || texts.includes(undefined)) return [];
    const row = parseEvent(texts as string[], 0);
    return typeof row === 'string' || row.time >= END_OF_TIME ? [] : [row];
  });
}

function utf8(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

it('a damaged file without quotes leaves exactly the rows that a naive reading finds sound', async () => {
  const changes = mutations([',', ',\n', '\n', '\r', '\r\n', '\0', '\uFEFF', '1e999', '-', '.']).filter((all) =>
    all.every(({ put }) => !put.includes(0x22)),
  );
  await fc.assert(
    fc.asyncProperty(changes, async (all) => {
      const bytes = mutated(PLAIN, all);
      const { refused, events } = await loadOnce('events.csv', bytes);
      const naive = naiveRows(bytes);
      if (naive === undefined) {
        expect(refused?.code).toMatch(/^(COLUMN_MISSING|DROP_UNREADABLE)$/);
        expect(events).toEqual([]);
        return;
      }
      expect(refused).toBeUndefined();
      // Damage can give two rows one id: then either of them may be the current one.
      const sound = new Map<string, string[][]>();
      for (const row of naive) sound.set(row.eventId, [...(sound.get(row.eventId) ?? []), textsOf(row)]);
      expect(new Set(events.map(({ eventId }) => eventId))).toEqual(new Set(sound.keys()));
      expect(events).toHaveLength(sound.size);
      for (const event of events) expect(sound.get(event.eventId)).toContainEqual(textsOf(event));
    }),
    bounded(150, 14),
  );
});

it('a damaged file with quotes leaves only rows that stand in it, and all rows before the first damage', async () => {
  const whole = rows(() => '').map(([id = '']) => id);
  await fc.assert(
    fc.asyncProperty(mutations(['"', '""', ',', '\n', '","', '"\n"']), async (all) => {
      const bytes = mutated(QUOTED, all, SPARED);
      const { refused, events } = await loadOnce('events.csv', bytes);
      if (refused) {
        expect(refused.code).toBe('DROP_UNREADABLE');
        expect(events).toEqual([]);
        return;
      }
      const text = bytes.toString('utf8');
      for (const event of events) expect(text).toMatch(recordOf(textsOf(event)));
      const undamaged = commonStart(bytes, QUOTED).toString('utf8').split('\n').length - 2;
      const ids = new Set(events.map(({ eventId }) => eventId));
      expect(whole.slice(0, Math.max(0, undamaged)).filter((id) => !ids.has(id))).toEqual([]);
    }),
    bounded(150, 14),
  );
});

/** A whole record with these cells, each quoted or not. */
function recordOf(cells: readonly string[]): RegExp {
  const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const quoted = (cell: string): string => `"${escaped(cell.replaceAll('"', '""'))}"`;
  const written = cells.map((cell) => (cell.startsWith('"') ? quoted(cell) : `(?:${escaped(cell)}|${quoted(cell)})`));
  return new RegExp(`(?:^|[\\r\\n])${written.join(',')}(?:[\\r\\n]|$)`);
}

function commonStart(a: Buffer, b: Buffer): Buffer {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.subarray(0, length);
}

const TABLE = { header: HEADER, rows: rows((i) => `{"ring":${i}}`) };
const ORIGINAL = TABLE.rows.map((row) => JSON.stringify(row));

it('damaged gzip leaves the rows or nothing, truncated gzip nothing', async () => {
  const packed = gzipSync(csvOf(TABLE.rows));
  const truncated = fc.nat({ max: packed.length - 1 }).map((length) => packed.subarray(0, length));
  const damaged = mutations(['\0', '\x1f\x8b']).map((all) => mutated(packed, all));
  await fc.assert(
    fc.asyncProperty(fc.oneof(truncated, damaged), async (bytes) => {
      const { refused, events } = await loadOnce('events.csv.gz', bytes);
      const left = events.map((event) => JSON.stringify(textsOf(event)));
      expect(left.sort()).toEqual(refused ? [] : [...ORIGINAL].sort());
      if (bytes.length < packed.length && packed.subarray(0, bytes.length).equals(bytes)) expect(refused).toBeDefined();
    }),
    bounded(60, 6),
  );
});

it('damaged NDJSON leaves only rows that stand in it, and those of all whole lines', async () => {
  const whole = Buffer.from(FORMS['ndjson']!(TABLE));
  await fc.assert(
    fc.asyncProperty(mutations(['"', '{', '}', ':', ',', '\n', '\\', 'null', '1e999']), async (all) => {
      const bytes = mutated(whole, all);
      const { refused, events } = await loadOnce('events.ndjson', bytes);
      if (refused) {
        expect(events).toEqual([]);
        return;
      }
      const lines = bytes.toString('utf8').split(/\r\n|\n|\r/);
      const there = new Set(lines.map((line) => JSON.stringify(cellsOf(line))));
      const left = events.map((event) => JSON.stringify(textsOf(event)));
      expect(left.filter((row) => !there.has(row))).toEqual([]);
      // Damage can give two lines one id: then either of them may be the current one.
      const ids = new Set(events.map(({ eventId }) => eventId));
      const wholeLines = TABLE.rows.filter((row) => there.has(JSON.stringify(row)));
      expect(wholeLines.filter(([id = '']) => !ids.has(id))).toEqual([]);
    }),
    bounded(60, 6),
  );
});

/** The cells of a JSON object's line; none where it is none. */
function cellsOf(line: string): string[] | undefined {
  try {
    const object = JSON.parse(line.replace(/^\uFEFF/, '')) as Record<string, unknown>;
    return HEADER.map((name) => {
      const value = object[name] ?? '';
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  } catch {
    return undefined; // not a row, so no event may come from it
  }
}

it('damaged Parquet is refused with a code, or read', async () => {
  const whole = Buffer.from(FORMS['parquet']!(TABLE));
  await fc.assert(
    fc.asyncProperty(mutations(['PAR1', '\0', '\xff']), async (all) => {
      const { refused, events } = await loadOnce('events.parquet', mutated(whole, all));
      if (refused) expect(events).toEqual([]);
      expect(events.length).toBeLessThanOrEqual(ORIGINAL.length);
    }),
    bounded(60, 6),
  );
});
