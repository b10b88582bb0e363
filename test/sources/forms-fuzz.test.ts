import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DaybreakError } from '../../domain/errors.ts';
import { knownColumns } from '../../sources/drop.ts';
import { parseEvent } from '../../sources/parse-rows.ts';
import { FORMS, parquet } from './other-forms.ts';
import { rowsOf } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const HEADER = knownColumns('events');
const FULL = [
  'e0',
  'user',
  'u0',
  '01',
  'call',
  '2026-03-01T08:30:00Z',
  '1',
  '{"a":1}',
  'upsert',
  '2026-03-01T09:00:00Z',
];
const TABLE = {
  header: HEADER,
  rows: Array.from({ length: 12 }, (_, i) =>
    FULL.with(0, `e${i}`)
      .with(2, `客${i}`)
      .with(6, i % 3 === 0 ? '' : `${i}.5`),
  ),
};

const read = async (folder: string, ending: string, content: string | Uint8Array) => {
  const path = join(folder, `events.${ending}`);
  await writeFile(path, content);
  return rowsOf('events', path);
};

describe('any text in any form', () => {
  it('comes back as it was written', async () => {
    const folder = await writtenFiles({});
    const cell = fc.oneof(
      fc.constant(''),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('"', '\\', ',', '\n', '\r', '\0', '客', '🦆', '\uFEFF', '{'), maxLength: 6 }),
    );
    const rows = fc.array(fc.array(cell, { minLength: HEADER.length, maxLength: HEADER.length }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...Object.keys(FORMS)), async (some, ending) => {
        // The first row names every column for the forms that leave blanks out.
        const expected = [FULL, ...some];
        const got = await read(folder, ending, FORMS[ending]!({ header: HEADER, rows: expected }));
        expect(got.map(({ fault, cells }) => [fault, cells])).toEqual(expected.map((row) => [undefined, row]));
      }),
      { numRuns: 300 },
    );
  });
});

/** A few bytes of a file changed, put in or taken out; more at the end, where Parquet keeps what it knows of itself. */
const damage = (size: number) =>
  fc.array(
    fc.record({
      at: fc.oneof(fc.nat({ max: size - 1 }), fc.integer({ min: Math.max(0, size - 1500), max: size - 1 })),
      cut: fc.nat({ max: 2 }),
      put: fc.uint8Array({ maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  );

function damaged(whole: Buffer, places: readonly { at: number; cut: number; put: Uint8Array }[]): Buffer {
  let bytes = whole;
  for (const { at, cut, put } of places) bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
  return bytes;
}

describe.each(['ndjson', 'ndjson.gz', 'parquet', 'plain.parquet'])('a damaged file of the form %s', (ending) => {
  const form = ending === 'plain.parquet' ? parquet(TABLE, 'UNCOMPRESSED') : FORMS[ending]!(TABLE);
  const whole = Buffer.from(form);

  it('gives rows that keep every rule, or says what is wrong', { timeout: 60_000 }, async () => {
    const folder = await writtenFiles({});
    await fc.assert(
      fc.asyncProperty(damage(whole.length), async (places) => {
        try {
          for (const { fault, cells } of await read(folder, ending, damaged(whole, places))) {
            const row = fault ?? parseEvent(cells, 0);
            if (typeof row === 'string') {
              expect(row.length).toBeGreaterThan(10);
              continue;
            }
            expect([row.eventId, row.type, row.id, row.feature].join('')).not.toMatch(/[\0\n\r]/);
            expect([row.eventId, row.type, row.id, row.feature]).not.toContain('');
            expect(Number.isInteger(row.time)).toBe(true);
            if (row.attrsText !== '') expect(JSON.parse(row.attrsText)).toBeTypeOf('object');
          }
        } catch (error) {
          if (!(error instanceof DaybreakError)) throw error;
          expect(['DROP_UNREADABLE', 'COLUMN_MISSING']).toContain(error.code);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a damaged line of NDJSON', () => {
  it('leaves every other row as it was', async () => {
    const folder = await writtenFiles({});
    const lines = FORMS['ndjson']!(TABLE).toString().trimEnd().split('\n');
    const whole = await read(folder, 'ndjson', lines.join('\n'));
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).filter((put) => !put.includes('\n'));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: lines.length - 1 }), fc.nat(), text, async (line, place, put) => {
        const old = lines[line]!;
        const at = place % old.length;
        const rows = await read(folder, 'ndjson', lines.with(line, old.slice(0, at) + put + old.slice(at)).join('\n'));
        const others = (all: typeof rows) => all.filter(({ line: at }) => at !== line + 1);
        expect(others(rows)).toEqual(others(whole));
      }),
      { numRuns: 200 },
    );
  });
});
