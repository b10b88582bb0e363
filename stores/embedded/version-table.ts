import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce, type VersionRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { behind, entityKey, instantKey } from '../row-key.ts';
import { compareVersionValues, type VersionValue } from '../zipper-order.ts';
import { scan, type Entry } from './scan.ts';
import { keepPast, valueAsOf } from './past-values.ts';
import { nextRevision, revisionOf, type Tables } from './tables.ts';
import { markChanged } from './change-table.ts';
import { sumChanges } from './row-sums.ts';
import { earliestBound, validity } from './validity.ts';
import { transact } from './transact.ts';

/** Attribute versions: the greatest by arrival, then valid to, then attrs stays. What was in force is kept beside, what lost as it came is not. */
export function putVersions(tables: Tables, calendar: Calendar, rows: readonly VersionRow[]): PutCounts {
  return transact(tables.root, () => {
    const counts = { added: 0, replaced: 0, same: 0 };
    const revision = revisionOf(tables) + 1;
    const sums = sumChanges(tables, calendar);
    const changed = new Map<string, readonly [string, string]>();
    for (const { type, id, validFrom, validTo = null, attrsText, arrived } of rows) {
      const key = instantKey(type, id, validFrom);
      const stored = tables.versions.get(key);
      // delivered again with a later arrival is the same version still
      const same = stored?.[0] === validTo && stored[1] === attrsText;
      const since = same ? tables.keptVersions.sinceOf(stored) : revision;
      const row: VersionValue = [validTo, attrsText, arrived, since];
      const order = stored ? compareVersionValues(row, stored) : 1;
      if (!stored) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (order <= 0) continue;
      if (stored && !same) keepPast(tables.keptVersions, key, stored, revision);
      tables.versions.putSync(key, row);
      if (same) continue;
      changed.set(`${type}\0${id}`, [type, id]);
      sums.version(type, id, validFrom, stored, row);
    }
    if (changed.size > 0) nextRevision(tables);
    markChanged(tables, 'versions', changed.values());
    sums.end();
    return counts;
  });
}

/** The earliest beginning or end of a version from a midnight on, Infinity for none: up to and with it, every midnight sees the same. */
export const versionsChange = (tables: Tables, type: string, id: string, midnight: Instant): Instant =>
  earliestBound(versionsOf(tables, type, id), midnight);

function versionsOf(tables: Tables, type: string, id: string): Iterable<Entry<VersionValue>> {
  const prefix = entityKey(type, id);
  return scan(tables.versions, prefix, behind(prefix));
}

/** The attrs text in force at a midnight; of several versions that of the latest valid from. */
export function attributesAt(
  tables: Tables,
  type: string,
  id: string,
  midnight: Instant,
  asOf?: number,
): string | undefined {
  // Backwards from the last instant before midnight, down to the entity's bare key, which lies below all its versions.
  const versions = tables.versions.getRange({
    start: instantKey(type, id, midnight - 1),
    end: entityKey(type, id),
    reverse: true,
  });
  for (const { key, value: current } of versions) {
    const value = valueAsOf(tables.keptVersions, key, current, asOf);
    if (value && inForce(validity(key, value[0]), midnight)) return value[1];
  }
  return undefined;
}
