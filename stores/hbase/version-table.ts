import type { Instant } from '../../domain/instant.ts';
import { inForce, type VersionRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import { entityKey } from '../row-key.ts';
import { compareVersionValues, type VersionValue } from '../zipper-order.ts';
import { openMark } from './change-mark.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { putOf } from './put.ts';
import type { Tables } from './tables.ts';
import type { Plan } from './writer.ts';
import { nextBound, zipperRows } from './zipper-rows.ts';
import { ALL, beginningsBefore, versionCell, versionIn, VERSIONS } from './zipper-cell.ts';

/** What a batch of attribute versions changes: the greatest of one beginning stays; what loses is not kept. */
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
  const step = entities.flatMap(({ key, rows: delivered }, i) => {
    const values = storedValues(stored, i);
    const cells = new Map<Instant, PutCell>();
    let changed = false;
    for (const { validFrom, validTo = null, attrsText, arrived } of delivered) {
      const before = values.get(validFrom);
      const value: VersionValue = [validTo, attrsText, arrived];
      // delivered again with a later arrival is the same version still
      const same = before?.[0] === validTo && before[1] === attrsText;
      if (!before) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (before && compareVersionValues(value, before) <= 0) continue;
      values.set(validFrom, value);
      cells.set(validFrom, versionCell(validFrom, value));
      changed ||= !same;
    }
    if (cells.size === 0) return [];
    grows ||= changed;
    const marks = changed ? [openMark('versions', String(revision))] : [];
    return [{ table: 'zipper' as const, mutation: putOf(key, ...cells.values(), ...marks) }];
  });
  return { result: counts, steps: [step], grows };
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
): Promise<(string | undefined)[]> {
  const batch = await tables.zipper.getMany(
    ids.map((id) => entityKey(type, id)),
    { families: [VERSIONS], ...ALL, timeRange: beginningsBefore(midnight) },
  );
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
