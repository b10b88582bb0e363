import type { Instant } from '../../domain/instant.ts';
import { inForce, type VersionRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { entityKey } from '../row-key.ts';
import { compareVersionValues, type VersionValue } from '../zipper-order.ts';
import { openMark } from './change-mark.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { putOf } from './put.ts';
import { rowPuts } from './row-puts.ts';
import type { Tables } from './tables.ts';
import type { Plan } from './writer.ts';
import { nextBound, zipperRows } from './zipper-rows.ts';
import { zippersAsOf } from './past-zippers.ts';
import { ALL, beginningsBefore, pastVersionCell, versionCell, versionIn, VERSIONS } from './zipper-cell.ts';
import { zipperRowsIn } from './zipper-row.ts';

/** What a batch of attribute versions changes: the greatest of one beginning stays. What was in force is kept beside first, what lost as it came is not. */
export async function planVersions(
  tables: Tables,
  rows: readonly VersionRow[],
  revision: number,
): Promise<Plan<PutCounts>> {
  const counts = { added: 0, replaced: 0, same: 0 };
  const entities = zipperRows(rows, ({ type, id }) => entityKey(type, id));
  const stored = await tables.zipper.getMany(
    entities.map(({ key }) => key),
    { families: [VERSIONS], ...ALL },
  );
  let grows = false;
  const past = rowPuts('past');
  const step = entities.flatMap(({ key, rows: delivered }, i) => {
    const values = storedValues(stored, i);
    const cells = new Map<Instant, PutCell>();
    let changed = false;
    for (const { validFrom, validTo = null, attrsText, arrived } of delivered) {
      const before = values.get(validFrom);
      // delivered again with a later arrival is the same version still
      const same = before?.[0] === validTo && before[1] === attrsText;
      const value: VersionValue = [validTo, attrsText, arrived, same ? (before[3] ?? 0) : revision];
      if (!before) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (before && compareVersionValues(value, before) <= 0) continue;
      if (before && !same && (before[3] ?? 0) < revision) past.add(key, pastVersionCell(validFrom, before, revision));
      values.set(validFrom, value);
      cells.set(validFrom, versionCell(validFrom, value));
      changed ||= !same;
    }
    if (cells.size === 0) return [];
    grows ||= changed;
    const marks = changed ? [openMark('versions', String(revision))] : [];
    return [{ table: 'zipper' as const, mutation: putOf(key, ...cells.values(), ...marks) }];
  });
  return { result: counts, steps: [past.writes(), step], grows };
}

function storedValues(batch: CellBatch, row: number): Map<Instant, VersionValue> {
  const values = new Map<Instant, VersionValue>();
  for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
    const { validFrom, value } = versionIn(batch, cell);
    values.set(validFrom, value);
  }
  return values;
}

/** As `ZipperTable.attributesAt`. */
export async function attributesAt(
  tables: Tables,
  type: string,
  ids: readonly string[],
  midnight: Instant,
  asOf?: number,
): Promise<(string | undefined)[]> {
  const keys = ids.map((id) => entityKey(type, id));
  const options = { families: [VERSIONS], ...ALL, timeRange: beginningsBefore(midnight) };
  const batch = await tables.zipper.getMany(keys, options);
  if (asOf !== undefined) {
    const rows = await zippersAsOf(tables, zipperRowsIn(batch, keys), asOf);
    return rows.map(({ versions }) => versions.findLast((version) => inForce(version, midnight))?.value[1]);
  }
  return ids.map((_, row) => {
    let latest: { readonly validFrom: Instant; readonly attrsText: string } | undefined;
    for (let cell = batch.rowFirstCell[row]!; cell < batch.rowFirstCell[row + 1]!; cell++) {
      const version = versionIn(batch, cell);
      if (!inForce(version, midnight) || (latest && latest.validFrom > version.validFrom)) continue;
      latest = { validFrom: version.validFrom, attrsText: version.value[1] };
    }
    return latest?.attrsText;
  });
}

/** As `ZipperTable.versionsChange`. */
export async function versionsChange(
  tables: Tables,
  type: string,
  ids: readonly string[],
  midnight: Instant,
): Promise<Float64Array> {
  const keys = ids.map((id) => entityKey(type, id));
  return nextBound(
    await tables.zipper.getMany(keys, { families: [VERSIONS], ...ALL }),
    versionIn,
    keys.length,
    midnight,
  );
}
