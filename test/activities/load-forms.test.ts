import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../../dictionaries/sample/generate.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';
import { FORMS, inForm, readTable } from '../sources/other-forms.ts';
import { writtenFiles } from '../sources/written-files.ts';
import { everythingIn, loadHome } from './load-home.ts';

/** What a load of a drop leaves: all that nights see, the history of every 50th event with its arrivals, and the labels. */
async function loaded(folder: string, eventIds: readonly string[], dates: readonly string[]) {
  const { store, load } = await loadHome();
  const report = await load(folder);
  const histories = await Promise.all(eventIds.map((id) => store.eventVersions(id)));
  const labels: unknown[] = [];
  for (const date of dates) for await (const label of store.labelsAt(date, 'label')) labels.push(label);
  return { tables: report.tables, setAside: report.setAside, rows: await everythingIn(store), histories, labels };
}

async function expectSameInAllForms(drop: string): Promise<void> {
  const events = (await readTable(join(drop, 'events.csv.gz'))).rows;
  const labelled = (await readTable(join(drop, 'labels.csv.gz'))).rows;
  const ids = events.filter((_, i) => i % 50 === 0).map(([id = '']) => id);
  const dates = [...new Set(labelled.map(([, , asOf = '']) => asOf))];
  const expected = await loaded(drop, ids, dates);
  expect(expected.rows.length).toBeGreaterThan(100_000);
  expect(expected.histories.filter((versions) => versions.length > 0)).toHaveLength(ids.length);
  expect(expected.labels.length).toBeGreaterThan(100);
  for (const ending of Object.keys(FORMS)) {
    const folder = await writtenFiles({});
    await inForm(drop, ending, folder);
    const { rows, ...rest } = await loaded(folder, ids, dates);
    const { rows: expectedRows, ...expectedRest } = expected;
    expect(rest, ending).toEqual(expectedRest);
    expect(rows === expectedRows, `${ending}: the same bytes of accepted rows`).toBe(true);
  }
}

describe('a drop leaves the same store in whatever form it comes', () => {
  it('the sample', { timeout: 120_000 }, async () => {
    const drop = await writtenFiles({});
    await generateSample({ folder: drop, seed: 3, opportunities: 300 });
    await expectSameInAllForms(drop);
  });

  it.runIf(hasShared)('a real one with corrections, deletions and repeats', { timeout: 240_000 }, async () => {
    await expectSameInAllForms(join(SHARED, 'data', 'bpi2012_messy'));
  });
  sayNotTested();
});
