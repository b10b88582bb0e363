import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { generateSample } from '../../dictionaries/sample/generate.ts';
import { attribute, parseAttributes } from '../../domain/attributes.ts';
import { holds } from '../../domain/condition.ts';
import { FOLDS, type EventSource } from '../../domain/data-source.ts';
import { dictionaryWarnings } from '../../domain/dictionary-warnings.ts';
import { dimensionsOf, type Dictionary } from '../../domain/dictionary.ts';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { parseDictionary } from '../../domain/parse-dictionary.ts';
import { settingsSchema } from '../../domain/settings.ts';
import { inScratch, readTable, type TableRow } from './drop-tables.ts';

const folder = join(import.meta.dirname, '../../dictionaries/sample');
const [header = [], ...cells] = parseCsv(readFileSync(join(folder, 'dictionary.csv'), 'utf8'));
const table = { file: 'dictionary.csv', header, rows: cells.map((row, i) => ({ line: i + 2, cells: row })) };
const { dictionary, faults } = parseDictionary('sample', table);
const base = dictionary.rows.filter((row) => row.kind === 'base');

describe('the sample’s dictionary', () => {
  it('has no faults and gives no warnings', () => {
    expect(faults).toEqual([]);
    expect(dictionaryWarnings('dictionary.csv', dictionary)).toEqual([]);
  });

  it('uses every function, every fold and both kinds of window, on four entity types', () => {
    expect(new Set(base.flatMap((row) => row.functions))).toEqual(new Set(FUNCTION_NAMES));
    expect(new Set(base.map((row) => row.source.fold))).toEqual(new Set(FOLDS));
    expect(new Set(base.map((row) => row.windowKind))).toEqual(new Set(['trailing', 'disjoint']));
    expect(dimensionsOf(dictionary)).toEqual(['opportunity', 'user', 'phone', 'salesperson']);
  });

  it('explains every row in words of its own and says who owns it', () => {
    const explanations = dictionary.rows.map((row) => row.explain);
    expect(new Set(explanations).size).toBe(explanations.length);
    for (const row of dictionary.rows) expect(row.more['owner']).toMatch(/\w/);
  });

  it('has settings that the schema takes, with scenes on models that are there', () => {
    const settings = settingsSchema.parse(parseYaml(readFileSync(join(folder, 'settings.yaml'), 'utf8')));
    expect(Object.keys(settings.scenes)).toEqual(['claim', 'match']);
    for (const { models } of Object.values(settings.scenes)) {
      expect(models).not.toBe('all');
      for (const model of models) expect(() => readFileSync(join(folder, 'models', model, 'model.onnx'))).not.toThrow();
    }
  });
});

describe('the sample’s dictionary and its drop', () => {
  const drop: { events: TableRow[]; entities: TableRow[] } = { events: [], entities: [] };
  beforeAll(() =>
    inScratch(async (scratch) => {
      await generateSample({ folder: scratch, seed: 1, opportunities: 200 });
      Object.assign(drop, { events: readTable(scratch, 'events'), entities: readTable(scratch, 'entities') });
    }),
  );

  it.each(base.map((row) => [row.id, row] as const))('row %i finds its events', (_, row) => {
    const own = drop.events.filter(
      (e) => e['entity_type'] === row.dim && e['business_line'] === row.businessLine && counts(row.source, e),
    );
    expect(own.length).toBeGreaterThan(10);
  });

  it('uses every feature that the drop has', () => {
    const used = new Set(base.map((row) => `${row.dim} ${row.source.feature}`));
    expect(new Set(drop.events.map((e) => `${e['entity_type']!} ${e['feature']!}`))).toEqual(used);
  });

  it('has every word of an attribute in its vocabulary, and no word that never comes', () => {
    const words = wordsOf(dictionary, drop.entities);
    for (const { vocab, seen } of words) expect(seen).toEqual(new Set(vocab));
    expect(words).toHaveLength(3);
  });
});

/** Whether an event is one that the row folds: its feature, its condition, and a number where the fold needs one. */
function counts({ feature, attr, condition, fold }: EventSource, e: TableRow): boolean {
  if (e['feature'] !== feature) return false;
  const attrs = parseAttributes(e['attrs']!) ?? {};
  const value = e['value'] === '' ? undefined : e['value'];
  if (condition && !holds(condition, condition.attr === undefined ? value : attribute(attrs, condition.attr)))
    return false;
  return fold === 'count' || (attr === undefined ? value : attribute(attrs, attr)) !== undefined;
}

function wordsOf(
  { rows }: Dictionary,
  entities: readonly TableRow[],
): { vocab: readonly string[]; seen: Set<unknown> }[] {
  return rows.flatMap((row) => {
    if (row.kind !== 'attribute' || !row.vocab) return [];
    const own = entities.filter((e) => e['entity_type'] === row.dim);
    return [
      { vocab: row.vocab, seen: new Set(own.map((e) => attribute(parseAttributes(e['attrs']!) ?? {}, row.attr))) },
    ];
  });
}
