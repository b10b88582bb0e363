import { resolve, sep } from 'node:path';
import { DaybreakError } from '../../domain/errors.ts';
import { LOADS, type LoadRecord } from '../../domain/load-report.ts';
import type { Settings } from '../../domain/settings.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import type { Ports } from '../ports.ts';
import { sameStamp, stampOf } from './drop-stamp.ts';

/**
 * Partitions of the sources that are other files now than those that were loaded, so that rows of theirs may be missing; paths in order.
 * Nothing loads them by itself: a warehouse that writes all of its partitions anew would keep a night from its deadline. One that is gone, or
 * is being written, is left out, and so is what a version loaded that kept no stamps.
 */
export async function redelivered(
  { sources: { findDrop } }: Pick<Ports, 'sources'>,
  store: RecordTable,
  { sources }: Pick<Settings, 'sources'>,
): Promise<string[]> {
  const folders = sources.flatMap(({ drop }) => (drop === undefined ? [] : [`${resolve(drop)}${sep}dt=`]));
  if (folders.length === 0) return [];
  const found: string[] = [];
  for (const { key, value } of await store.listRecords(LOADS)) {
    // only a load that is done has one
    const { stamp } = value as LoadRecord;
    if (!stamp || !folders.some((folder) => key.startsWith(folder))) continue;
    const now = await findDrop(key).then(stampOf, notThere);
    if (now && !sameStamp(now, stamp)) found.push(key);
  }
  return found.sort();
}

function notThere(error: unknown): undefined {
  if (!(error instanceof DaybreakError)) throw error;
}

/** The same by the settings as they are now; nothing where these have a fault, as nobody knows the sources then. */
export async function redeliveredTo(ports: Ports, dictionary: string): Promise<string[]> {
  const folder = await ports.dictionaries.read(dictionary).catch(notThere);
  if (!folder) return [];
  return redelivered(ports, await ports.openStore(dictionary, folder.settings.time_zone), folder.settings);
}
