import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import { inForce } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { entityKey, saltKey } from '../row-key.ts';
import { scanRows } from './cell-views.ts';
import { cellValue, type Filter } from './client/filter.ts';
import { eventsOfMany } from './entity-events.ts';
import { EVENTS } from './event-cell.ts';
import { scanZippersAsOf, zippersAsOf } from './past-zippers.ts';
import { GONE } from './put.ts';
import type { Tables } from './tables.ts';
import { rowsOfType } from './type-filter.ts';
import { ALL, beginningsBefore, LINKS, opportunityRow, VERSIONS } from './zipper-cell.ts';
import { zipperRow, zipperRowsIn, type ZipperRow } from './zipper-row.ts';

interface ZipperScan {
  readonly filter?: Filter;
  readonly asOf: number | undefined;
}

/** The entities of a salt range with a version or link that begins before a midnight, in key order. */
export async function* scanZippers(
  tables: Tables,
  { from, to }: SaltRange,
  midnight: Instant,
  { filter, asOf }: ZipperScan,
): AsyncGenerator<ZipperRow> {
  const options = {
    startRow: saltKey(from),
    endRow: saltKey(to),
    families: [VERSIONS, LINKS],
    timeRange: beginningsBefore(midnight),
    ...ALL,
    ...(filter ? { filter } : {}),
  };
  const rows = scanRows(tables.zipper, options);
  if (asOf !== undefined) yield* scanZippersAsOf(tables, rows, asOf);
  else for await (const row of rows) yield zipperRow(row);
}

/** As `ZipperTable.opportunitiesAt`: versions and links of an opportunity stand in one row, so one scan finds each once. */
export async function* opportunitiesAt(
  tables: Tables,
  range: SaltRange,
  midnight: Instant,
  asOf?: number,
): AsyncGenerator<string> {
  const found = scanZippers(tables, range, midnight, { filter: rowsOfType(OPPORTUNITY), asOf });
  for await (const { type, id, versions, links } of found) {
    if (type === OPPORTUNITY && [...versions, ...links].some((row) => inForce(row, midnight))) yield id;
  }
}

/** As `ZipperTable.knownOpportunities`; events are looked for where the zipper table knows nothing. */
export async function knownOpportunities(tables: Tables, ids: readonly string[], asOf?: number): Promise<boolean[]> {
  const inZippers = asOf === undefined ? await haveZippers(tables, ids) : await hadZippers(tables, ids, asOf);
  const unsure = ids.filter((_, i) => inZippers[i] !== true);
  const inEvents = asOf === undefined ? await haveEvents(tables, unsure) : await hadEvents(tables, unsure, asOf);
  const byEvents = new Set(unsure.filter((_, i) => inEvents[i]));
  return ids.map((id, i) => inZippers[i] === true || byEvents.has(id));
}

async function haveZippers(tables: Tables, ids: readonly string[]): Promise<boolean[]> {
  const rows = await tables.zipper.getMany(ids.map(opportunityRow), { families: [VERSIONS, LINKS] });
  return ids.map((_, row) => rows.rowFirstCell[row]! < rows.rowFirstCell[row + 1]!);
}

async function haveEvents(tables: Tables, ids: readonly string[]): Promise<boolean[]> {
  const keys = ids.map((id) => entityKey(OPPORTUNITY, id));
  const rows = await tables.dwd.getMany(keys, { families: [EVENTS], filter: cellValue('notEqual', GONE) });
  return ids.map((_, row) => rows.rowFirstCell[row]! < rows.rowFirstCell[row + 1]!);
}

async function hadZippers(tables: Tables, ids: readonly string[], asOf: number): Promise<boolean[]> {
  const keys = ids.map(opportunityRow);
  const batch = await tables.zipper.getMany(keys, { families: [VERSIONS, LINKS], ...ALL });
  const rows = await zippersAsOf(tables, zipperRowsIn(batch, keys), asOf);
  return rows.map(({ versions, links }) => versions.length + links.length > 0);
}

async function hadEvents(tables: Tables, ids: readonly string[], asOf: number): Promise<boolean[]> {
  const opportunities = ids.map((id) => ({ type: OPPORTUNITY, id }));
  const events = await eventsOfMany(tables, opportunities, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, asOf);
  return events.map(({ length }) => length > 0);
}
