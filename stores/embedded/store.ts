import type { Calendar } from '../../domain/calendar.ts';
import { saltRanges } from '../../domain/salt.ts';
import type { FeatureStore } from '../feature-store.ts';
import { changeTable } from './change-table.ts';
import { dayTable } from './day-table.ts';
import { eventTable } from './event-table.ts';
import { recordTable } from './record-table.ts';
import { settle } from './store-error.ts';
import { openTables } from './tables.ts';
import { tagTable } from './tag-table.ts';
import { zipperTable } from './zipper-table.ts';

/**
 * The feature warehouse of a dictionary in a folder, by lmdb. Processes and threads may have one folder open at once: writers wait for
 * each other, readers for nobody. `calendar` cuts the days that events make stale.
 * @throws DaybreakError STATE_NEWER for a folder written by a newer version, STORE_FAILED, DISK_FULL, NO_PERMISSION
 */
export async function openEmbeddedStore({
  folder,
  calendar,
}: {
  folder: string;
  calendar: Calendar;
}): Promise<FeatureStore> {
  const tables = await settle(folder, () => openTables(folder, calendar.zone));
  return {
    ...eventTable(tables, calendar),
    ...zipperTable(tables, calendar),
    ...dayTable(tables),
    ...changeTable(tables),
    ...tagTable(tables),
    ...recordTable(tables),
    saltRanges: (least) => Promise.resolve(saltRanges(least)),
    // lmdb uses the pages of what was removed again
    purge: () => Promise.resolve({ tables: 0 }),
    close: () => tables.root.close(),
  };
}
