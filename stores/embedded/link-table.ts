import type { Calendar } from '../../domain/calendar.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce, type LinkRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { compareLinkValues, type LinkValue } from '../zipper-order.ts';
import type { LinkedId } from '../zipper-table.ts';
import { linkKey, opportunityKey, textsAt } from '../row-key.ts';
import { scanEach } from './batch-scan.ts';
import type { Entry } from './scan.ts';
import { keepPast, valueAsOf } from './past-values.ts';
import { nextRevision, revisionOf, type Tables } from './tables.ts';
import { markChanged } from './change-table.ts';
import { sumChanges } from './row-sums.ts';
import { earliestBound, validity } from './validity.ts';
import { transact } from './transact.ts';

/** Links: the greatest by arrival, then valid to stays. What was in force is kept beside, what lost as it came is not. */
export function putLinks(tables: Tables, calendar: Calendar, rows: readonly LinkRow[]): PutCounts {
  return transact(tables.root, () => {
    const counts = { added: 0, replaced: 0, same: 0 };
    const revision = revisionOf(tables) + 1;
    const sums = sumChanges(tables, calendar);
    const changed = new Set<string>();
    for (const { opportunityId, type, id, validFrom, validTo = null, arrived } of rows) {
      const key = linkKey(opportunityId, type, id, validFrom);
      const stored = tables.links.get(key);
      const same = stored?.[0] === validTo;
      const row: LinkValue = [validTo, arrived, same ? tables.keptLinks.sinceOf(stored) : revision];
      const order = stored ? compareLinkValues(row, stored) : 1;
      if (!stored) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (order <= 0) continue;
      if (stored && !same) keepPast(tables.keptLinks, key, stored, revision);
      tables.links.putSync(key, row);
      if (same) continue;
      changed.add(opportunityId);
      sums.link(opportunityId, type, id, validFrom, stored, row);
    }
    if (changed.size > 0) nextRevision(tables);
    markChanged(
      tables,
      'links',
      Array.from(changed, (id) => [OPPORTUNITY, id] as const),
    );
    sums.end();
    return counts;
  });
}

/** For each opportunity the earliest beginning or end of a link of it from a midnight on; Infinity for none. */
export function linksChange(tables: Tables, opportunityIds: readonly string[], midnight: Instant): Float64Array {
  const entries = scanEach(tables.links, opportunityIds.map(opportunityKey));
  return Float64Array.from(entries, (links) => earliestBound(links, midnight));
}

/** For each opportunity its links in force at a midnight, each (type, id) once, in the order of the keys: type, then id. */
export function linksAt(
  tables: Tables,
  opportunityIds: readonly string[],
  midnight: Instant,
  asOf?: number,
): LinkedId[][] {
  const prefixes = opportunityIds.map(opportunityKey);
  return Array.from(scanEach(tables.links, prefixes), (entries, i) =>
    inForceAt(tables, entries, prefixes[i]?.length ?? 0, midnight, asOf),
  );
}

function inForceAt(
  tables: Tables,
  entries: readonly Entry<LinkValue>[],
  prefixBytes: number,
  midnight: Instant,
  asOf: number | undefined,
): LinkedId[] {
  const links: LinkedId[] = [];
  for (const { key, value: current } of entries) {
    const value = valueAsOf(tables.keptLinks, key, current, asOf);
    if (!value || !inForce(validity(key, value[0]), midnight)) continue;
    const [type, id] = textsAt(key, prefixBytes, 2);
    const last = links.at(-1);
    if (last?.type !== type || last.id !== id) links.push({ type, id });
  }
  return links;
}
