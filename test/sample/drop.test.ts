import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSample } from '../../dictionaries/sample/generate.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { parseAttributes } from '../../domain/attributes.ts';
import { parseDecimal } from '../../domain/decimal.ts';
import { parseInstant, type Instant } from '../../domain/instant.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { inForce } from '../../domain/rows.ts';
import { TABLES } from '../../sources/drop.ts';
import { byColumn, readTable, type TableRow } from './drop-tables.ts';

const dataset = { time_zone: '', run_dates: [''] };
const rows: Record<'events' | 'entities' | 'links' | 'labels', TableRow[]> = {
  events: [],
  entities: [],
  links: [],
  labels: [],
};
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-sample-'));
  await generateSample({ folder, seed: 1, opportunities: 300 });
  Object.assign(dataset, JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8')));
  for (const table of ['events', 'entities', 'links', 'labels'] as const) rows[table] = readTable(folder, table);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const instant = (text: string | undefined): Instant => {
  const at = parseInstant(text ?? '');
  expect(at, `"${String(text)}" is a time`).toBeDefined();
  return at ?? Number.NaN;
};
const midnight = (date: string): Instant => calendarOf(dataset.time_zone).midnight(dayOfDate(date));
const lastMidnight = (): Instant => midnight(dataset.run_dates.at(-1)!);
const period = (row: TableRow): { validFrom: Instant; validTo: Instant | undefined } => ({
  validFrom: instant(row['valid_from']),
  validTo: row['valid_to'] === '' ? undefined : instant(row['valid_to']),
});

describe('the sample’s drop', () => {
  it('has the columns of the contract', () => {
    for (const [table, { required }] of Object.entries(TABLES)) {
      expect(Object.keys(rows[table as keyof typeof rows][0]!)).toEqual(expect.arrayContaining([...required]));
    }
  });

  it('has finite values, real times before the last run date, and attributes that are JSON objects', () => {
    for (const row of rows.events) {
      if (row['value'] !== '') expect(parseDecimal(row['value']!)).toBeGreaterThanOrEqual(0);
      expect(parseAttributes(row['attrs']!)).toBeDefined();
      expect(instant(row['event_time'])).toBeLessThan(lastMidnight());
      expect(instant(row['arrived_at'])).toBeGreaterThan(instant(row['event_time']));
    }
  });

  it('covers 120 days', () => {
    const times = rows.events.map((row) => row['event_time']!.slice(0, 10));
    const days = new Set(times);
    expect(days.size).toBe(120);
  });

  it('names nobody in links and events whom entities.csv does not have', () => {
    const known = new Set(rows.entities.map((row) => `${row['entity_type']!} ${row['entity_id']!}`));
    for (const row of rows.links) {
      expect(known).toContain(`opportunity ${row['opportunity_id']!}`);
      expect(known).toContain(`${row['linked_type']!} ${row['linked_id']!}`);
    }
    for (const row of rows.events) expect(known).toContain(`${row['entity_type']!} ${row['entity_id']!}`);
    for (const row of rows.labels) expect(known).toContain(`opportunity ${row['entity_id']!}`);
  });

  it('has one version of an opportunity in force at a time, and links that end with it', () => {
    const byId = byColumn(
      rows.entities.filter((row) => row['entity_type'] === 'opportunity'),
      'entity_id',
    );
    for (const versions of byId.values()) {
      versions.slice(1).forEach((row, i) => {
        expect(row['valid_from']).toBe(versions[i]!['valid_to']);
      });
    }
    for (const row of rows.links) {
      const { validFrom, validTo } = period(row);
      if (validTo !== undefined) expect(validTo).toBeGreaterThan(validFrom);
      const end = byId.get(row['opportunity_id']!)!.at(-1)!['valid_to'];
      if (end !== '') expect(validTo).toBeLessThanOrEqual(instant(end));
    }
  });

  it('has what a warehouse has: shared users, events told twice, corrected and taken back, zeros and blanks', () => {
    const owners = byColumn(
      rows.links.filter((row) => row['linked_type'] === 'user'),
      'linked_id',
    );
    expect([...owners.values()].some((links) => new Set(links.map((row) => row['opportunity_id'])).size > 1)).toBe(
      true,
    );
    const versions = [...byColumn(rows.events, 'event_id').values()].filter((same) => same.length > 1);
    const told = versions.map(([a, b]) =>
      b!['op'] === 'delete' ? 'deleted' : a!['value'] === b!['value'] ? 'twice' : 'corrected',
    );
    expect(new Set(told)).toEqual(new Set(['deleted', 'twice', 'corrected']));
    const calls = rows.events.filter((row) => row['feature'] === 'call').map((row) => row['value']);
    expect(calls).toContain('0');
    expect(calls).toContain('');
  });

  it('labels exactly the opportunities in force, none on the last run date, each known later', () => {
    const versions = rows.entities.filter((row) => row['entity_type'] === 'opportunity');
    for (const date of dataset.run_dates.slice(0, -1)) {
      const open = new Set(
        versions.filter((row) => inForce(period(row), midnight(date))).map((row) => row['entity_id']),
      );
      for (const name of ['label', 'reached']) {
        const labels = rows.labels.filter((row) => row['as_of'] === date && row['name'] === name);
        expect(new Set(labels.map((row) => row['entity_id']))).toEqual(open);
        expect(labels).toHaveLength(open.size);
        for (const row of labels) expect(instant(row['label_time'])).toBeGreaterThan(midnight(date));
        const positives = labels.filter((row) => row['label'] === '1').length;
        expect(positives).toBeGreaterThan(0);
        expect(positives).toBeLessThan(labels.length / 2);
      }
    }
    expect(rows.labels.some((row) => row['as_of'] === dataset.run_dates.at(-1))).toBe(false);
  });

  it('lets the labels of the training nights be known before the test night', () => {
    const test = dataset.run_dates.at(-2)!;
    for (const row of rows.labels) {
      if (row['as_of']! < test) expect(instant(row['label_time'])).toBeLessThan(midnight(test));
      else expect(instant(row['label_time'])).toBeLessThan(lastMidnight());
    }
  });
});
