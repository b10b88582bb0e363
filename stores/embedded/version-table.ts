import { compareText } from '../../domain/event-version.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce, type VersionRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { entityKey, instantKey } from './key.ts';
import { nextRevision, type Tables, type VersionValue } from './tables.ts';
import { compareValidTo, validity } from './validity.ts';

/** Attribute versions: the greatest by arrival, then valid to, then attrs stays; what loses is not kept. */
export function putVersions(tables: Tables, rows: readonly VersionRow[]): PutCounts {
  const counts = { added: 0, replaced: 0, same: 0 };
  tables.root.transactionSync(() => {
    let changed = false;
    for (const { type, id, validFrom, validTo = null, attrsText, arrived } of rows) {
      const key = instantKey(type, id, validFrom);
      const stored = tables.versions.get(key);
      const row: VersionValue = [validTo, attrsText, arrived];
      const order = stored ? compareValues(row, stored) : 1;
      // delivered again with a later arrival is the same version still
      const same = stored?.[0] === row[0] && stored[1] === row[1];
      if (!stored) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (order <= 0) continue;
      tables.versions.putSync(key, row);
      changed ||= !same;
    }
    if (changed) nextRevision(tables);
  });
  return counts;
}

function compareValues(a: VersionValue, b: VersionValue): number {
  if (a[2] !== b[2]) return a[2] - b[2];
  return compareValidTo(a[0], b[0]) || compareText(a[1], b[1]);
}

/** The attrs text in force at a midnight; of several versions that of the latest valid from. */
export function attributesAt(tables: Tables, type: string, id: string, midnight: Instant): string | undefined {
  // Backwards from the last instant before midnight, down to the entity's bare key, which lies below all its versions.
  const versions = tables.versions.getRange({
    start: instantKey(type, id, midnight - 1),
    end: entityKey(type, id),
    reverse: true,
  });
  for (const { key, value } of versions) {
    if (inForce(validity(key, value[0]), midnight)) return value[1];
  }
  return undefined;
}
