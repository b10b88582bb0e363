import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { addLines, openSum, sumText } from '../../stores/accepted-sum.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { at, event, everySalt, link, version } from '../contract/store-rows.ts';

const MIDNIGHT = at('2026-03-09');
const since = (): number => 0;
const utc = calendarOf('UTC');
const silent = (): void => undefined;

async function readSum(store: FeatureStore): Promise<string> {
  const sum = openSum();
  for await (const lines of store.acceptedRows(everySalt, MIDNIGHT, since)) addLines(sum, lines);
  return sumText(sum);
}

/** What it is asked for, and how many rows were read for it. */
async function asked(store: FeatureStore): Promise<{ text: string | undefined; notes: string[] }> {
  const notes: string[] = [];
  const known = await store.acceptedSum(MIDNIGHT, since, (note) => void notes.push(note));
  return { text: known && sumText(known.sum), notes };
}

describe('sums of the embedded store', () => {
  let folder: string;
  let store: FeatureStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    store = await openEmbeddedStore({ folder, calendar: utc });
    await store.putEvents([event({}), event({ eventId: 'f', type: 'opportunity', id: 'o' })]);
    await store.putVersions([version('o', '2026-03-01', undefined)]);
    await store.putLinks([link('o', 'user', 'u', '2026-03-01')]);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('are kept from the first row on: nothing is read', async () => {
    expect(await asked(store)).toEqual({ text: await readSum(store), notes: [] });
    const empty = await store.acceptedSum(0, since, silent);
    expect(empty && sumText(empty.sum)).toBe('0'.repeat(64));
  });

  it('are made once for a store of a format that did not have them', async () => {
    const kept = await readSum(store);
    await store.close();
    const root = open({ path: folder, noSubdir: false, maxDbs: 16, keyEncoding: 'binary' });
    await root.openDB({ name: 'sums', keyEncoding: 'binary', encoding: 'binary' }).clearAsync();
    await root.openDB<number, Buffer>('meta', { keyEncoding: 'binary' }).put(Buffer.from('format'), 2);
    await root.close();
    store = await openEmbeddedStore({ folder, calendar: utc });
    await store.putEvents([event({ eventId: 'g' })]);
    const first = await asked(store);
    expect(first.text).toBe(await readSum(store));
    expect(first.text).not.toBe(kept);
    expect(first.notes.length).toBeGreaterThan(0);
    await store.putEvents([event({ eventId: 'g', op: 'delete', arrived: 1 })]);
    expect(await asked(store)).toEqual({ text: kept, notes: [] });
  });

  it('are made anew for days of another time zone, also after it has written', async () => {
    const there = await openEmbeddedStore({ folder, calendar: calendarOf('Asia/Kathmandu') });
    await there.putEvents([event({ eventId: 'h' })]);
    expect(await asked(store)).toMatchObject({ text: await readSum(store) });
    await there.close();
  });

  it('are not said for a night that begins within a day', async () => {
    expect(await store.acceptedSum(at('2026-03-01T12:00:00Z'), since, silent)).toBeUndefined();
  });
});
