import { join } from 'node:path';
import { calendarOf } from '../../domain/calendar.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';

/** What the store of a home says of the only load into a dictionary so far; undefined before it began to write. */
export async function loadStateOf(home: string, dictionary: string): Promise<LoadRecord['state'] | undefined> {
  const folder = join(home, '.daybreak', 'stores', dictionary);
  const store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
  try {
    const [record] = await store.listRecords(LOADS);
    return (record?.value as LoadRecord | undefined)?.state;
  } finally {
    await store.close();
  }
}

/** Leaves the record of a load that began to write and never ended. */
export async function unendedLoad(home: string, dictionary: string): Promise<void> {
  const folder = join(home, '.daybreak', 'stores', dictionary);
  const store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
  const record: LoadRecord = {
    state: 'running',
    drop: 'a/drop',
    startedAt: '2026-03-02T00:00:00.000000Z',
    report: undefined,
  };
  await store.putRecord(LOADS, 'a/drop', record);
  await store.close();
}
