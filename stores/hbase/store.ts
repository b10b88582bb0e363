import type { Calendar } from '../../domain/calendar.ts';
import type { FeatureStore } from '../feature-store.ts';
import { changeTable } from './change-table.ts';
import type { HBase } from './client/hbase.ts';
import { connectStores, LEASE_MS } from './connection.ts';
import { dayTable } from './day-table.ts';
import { eventTable } from './event-table.ts';
import { openHead } from './head.ts';
import { checkLease } from './lease-check.ts';
import { purgeTables } from './purge.ts';
import { recordTable } from './record-table.ts';
import { planSalts } from './salt-plan.ts';
import { storeError, withNamedErrors } from './store-error.ts';
import { openTables, tableName, tableNames } from './tables.ts';
import { tagTable } from './tag-table.ts';
import { openWriter } from './writer.ts';
import { zipperTable } from './zipper-table.ts';

export interface HBaseStoreOptions {
  /** host:port of masters and/or region servers. */
  readonly registry: readonly string[];
  /** The namespace of the tables; made when it is not there. */
  readonly namespace: string;
  readonly dictionary: string;
  /** Cuts the days that events make stale. */
  readonly calendar: Calendar;
  /** Into how many regions a new salted table is cut: a power of two. */
  readonly regions?: number;
  /** How long a writer may be silent before another takes over; longer than the client's operation and call timeouts together. */
  readonly leaseMs?: number;
  /** An open connection to be used, and left open, instead of one of the store's own. */
  readonly hbase?: HBase;
}

const REGIONS = 16;

/**
 * The feature warehouse of a dictionary in HBase. Any number of processes on any number of machines may have it open: batches are written
 * one at a time, days are folded side by side. What a killed writer had begun is ended here, or by the next that writes.
 * @throws DaybreakError STORE_UNREACHABLE, STORE_FAILED, STATE_NEWER, NO_PERMISSION, SETTINGS_INVALID
 */
export async function openHBaseStore(options: HBaseStoreOptions): Promise<FeatureStore> {
  const { calendar, regions = REGIONS, leaseMs = LEASE_MS } = options;
  const hbase = options.hbase ?? connectStores(options.registry);
  const place = `${options.namespace}:${options.dictionary} in HBase`;
  const close = (): Promise<void> => (options.hbase ? Promise.resolve() : hbase.close());
  try {
    checkLease(leaseMs, hbase);
    const tables = await openTables(hbase, options, regions);
    await openHead(tables, place);
    const writer = openWriter(tables, { leaseMs, callTimeoutMs: hbase.timeouts.callTimeoutMs });
    await writer.revision();
    return withNamedErrors<FeatureStore>(
      {
        ...eventTable(tables, calendar, writer),
        ...zipperTable(tables, writer),
        ...dayTable(tables),
        ...changeTable(tables),
        ...tagTable(tables),
        ...recordTable(tables),
        saltRanges: async (least) => {
          const regionsNow = await hbase.admin.regionsOf(tableName(options, 'mid'));
          return planSalts(
            regionsNow.map(({ startKey }) => startKey),
            least,
          );
        },
        purge: (beat) => purgeTables(hbase.admin, tableNames(options), beat),
        close,
      },
      place,
    );
  } catch (thrown) {
    await close();
    throw storeError(thrown, place);
  }
}
