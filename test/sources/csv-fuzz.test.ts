import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../domain/csv-line.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { parseDecimal } from '../../domain/decimal.ts';
import { TABLES } from '../../sources/drop.ts';
import { parseEvent } from '../../sources/parse-rows.ts';
import { rowsOf } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const HEADER = [...TABLES.events.required, ...TABLES.events.optional];

const rowsOfBytes = async (folder: string, bytes: Uint8Array) => {
  const path = join(folder, 'events.csv');
  await writeFile(path, bytes);
  return rowsOf('events', path);
};

describe('CSV', () => {
  it('gives back every cell as it was written, whatever is in it, plain or gzip', async () => {
    const folder = await writtenFiles({});
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', '\0', '客', '🦆', '\uFEFF'), maxLength: 12 }),
    );
    const table = fc.array(fc.array(cell, { minLength: HEADER.length, maxLength: HEADER.length }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (cells, gzip) => {
        const text = Buffer.from([HEADER, ...cells].map((row) => csvLine(row)).join(''));
        const rows = await rowsOfBytes(folder, gzip ? gzipSync(text) : text);
        expect(rows.map((row) => [row.fault, row.cells])).toEqual(cells.map((row) => [undefined, row]));
      }),
      { numRuns: 300 },
    );
  });

  const lines = Array.from({ length: 12 }, (_, i) =>
    csvLine([
      `e${i}`,
      'user',
      `客${i}`,
      '01',
      'call',
      '2026-03-01T08:30:00Z',
      `${i}.5`,
      `{"ring":${i},"note":"a, b"}`,
      '',
      '',
    ]),
  );
  const drop = Buffer.from(csvLine(HEADER) + lines.join(''));
  const headerBytes = csvLine(HEADER).length;
  const mutation = fc.record({
    at: fc.nat({ max: drop.length - 1 }),
    cut: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom('"', ',', '\n', '\r', '\0', '""', '{', '\uFEFF').map((s) => Buffer.from(s)),
    ),
  });
  const mutated = (mutations: readonly { at: number; cut: number; put: Uint8Array }[]) => {
    let bytes = drop;
    for (const { at, cut, put } of mutations)
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
    return bytes;
  };

  it('of damaged bytes gives rows that keep every rule, or says what is wrong', async () => {
    const folder = await writtenFiles({});
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), fc.boolean(), async (mutations, gzip) => {
        const bytes = mutated(mutations);
        try {
          const rows = await rowsOfBytes(folder, gzip ? gzipSync(bytes) : bytes);
          for (const { fault, cells } of rows) {
            const row = fault ?? parseEvent(cells, 0);
            if (typeof row === 'string') {
              expect(row.length).toBeGreaterThan(10);
              continue;
            }
            expect([row.eventId, row.type, row.id, row.feature].join('')).not.toMatch(/[\0\n\r]/);
            expect([row.eventId, row.type, row.id, row.feature]).not.toContain('');
            expect(Number.isInteger(row.time)).toBe(true);
            expect(row.valueText === '' || Number.isFinite(parseDecimal(row.valueText))).toBe(true);
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

  it('damaged in one row without quotes or line breaks gives every other row as it was', async () => {
    const folder = await writtenFiles({});
    const whole = await rowsOfBytes(folder, drop);
    const harmless = fc
      .uint8Array({ minLength: 1, maxLength: 3 })
      .filter((put) => !put.some((byte) => [10, 13, 34].includes(byte)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: lines.length - 1 }), fc.nat(), harmless, async (line, place, put) => {
        const start = headerBytes + Buffer.byteLength(lines.slice(0, line).join(''));
        const at = start + (place % (Buffer.byteLength(lines[line]!) - 1));
        // Between a quote and its neighbour new bytes would open or close the cell elsewhere.
        fc.pre(drop[at] !== 34 && drop[at - 1] !== 34);
        const rows = await rowsOfBytes(folder, mutated([{ at, cut: 0, put }]));
        expect(rows.filter(({ line: at }) => at !== line + 2)).toEqual(whole.filter(({ line: at }) => at !== line + 2));
      }),
      { numRuns: 200 },
    );
  });

  it('of damaged gzip gives the rows, or says what is wrong', async () => {
    const folder = await writtenFiles({});
    const packed = gzipSync(drop);
    const whole = await rowsOfBytes(folder, drop);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: packed.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const bytes = Buffer.from(packed);
        bytes[at]! ^= bits;
        try {
          // Some header bytes (time, system) mean nothing for the content.
          expect(await rowsOfBytes(folder, bytes)).toEqual(whole);
        } catch (error) {
          if (!(error instanceof DaybreakError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
