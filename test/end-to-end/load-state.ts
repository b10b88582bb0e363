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
