import type { Instant } from '../../domain/instant.ts';
import { inForce, type LinkRow } from '../../domain/rows.ts';
import type { PutCounts } from '../put-counts.ts';
import type { LinkedId } from '../zipper-table.ts';
import { compareLinkValues, type LinkValue } from '../zipper-order.ts';
import { openMark } from './change-mark.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { zippersAsOf } from './past-zippers.ts';
import { putOf } from './put.ts';
import { rowPuts } from './row-puts.ts';
import type { Tables } from './tables.ts';
import type { Plan } from './writer.ts';
import { nextBound, zipperRows } from './zipper-rows.ts';
import {
  ALL,
  beginningsBefore,
  linkCell,
  linkIn,
  LINKS,
  opportunityRow,
  pastLinkCell,
  type ZipperLink,
} from './zipper-cell.ts';
import { compareLinks, zipperRowsIn } from './zipper-row.ts';

/** What a batch of links changes: the greatest of one beginning stays. What was in force is kept beside first, what lost as it came is not. */
export async function planLinks(tables: Tables, rows: readonly LinkRow[], revision: number): Promise<Plan<PutCounts>> {
  const counts = { added: 0, replaced: 0, same: 0 };
  const opportunities = zipperRows(rows, ({ opportunityId }) => opportunityRow(opportunityId));
  const stored = await tables.zipper.getMany(
    opportunities.map(({ key }) => key),
    { families: [LINKS], ...ALL },
  );
  let grows = false;
  const past = rowPuts('past');
  const step = opportunities.flatMap(({ key, rows: delivered }, i) => {
    const values = new Map(linksIn(stored, i).map((link) => [linkName(link), link.value]));
    const cells = new Map<string, PutCell>();
    let changed = false;
    for (const row of delivered) {
      const { type, id, validFrom, validTo = null, arrived } = row;
      const name = linkName(row);
      const before = values.get(name);
      const same = before?.[0] === validTo;
      const value: LinkValue = [validTo, arrived, same ? (before[2] ?? 0) : revision];
      if (!before) counts.added++;
      else if (same) counts.same++;
      else counts.replaced++;
      if (before && compareLinkValues(value, before) <= 0) continue;
      if (before && !same && (before[2] ?? 0) < revision)
        past.add(key, pastLinkCell({ type, id, validFrom, value: before }, revision));
      values.set(name, value);
      cells.set(name, linkCell(type, id, validFrom, value));
      changed ||= !same;
    }
    if (cells.size === 0) return [];
    grows ||= changed;
    const marks = changed ? [openMark('links', String(revision))] : [];
    return [{ table: 'zipper' as const, mutation: putOf(key, ...cells.values(), ...marks) }];
  });
  return { result: counts, steps: [past.writes(), step], grows };
}

/** As `ZipperTable.linksAt`. */
export async function linksAt(
  tables: Tables,
  ids: readonly string[],
  midnight: Instant,
  asOf?: number,
): Promise<LinkedId[][]> {
  const keys = ids.map(opportunityRow);
  const options = { families: [LINKS], ...ALL, timeRange: beginningsBefore(midnight) };
  const batch = await tables.zipper.getMany(keys, options);
  if (asOf !== undefined) {
    const rows = await zippersAsOf(tables, zipperRowsIn(batch, keys), asOf);
    return rows.map(({ links }) => linkedIds(links, midnight));
  }
  return ids.map((_, row) => linkedIds(linksIn(batch, row).sort(compareLinks), midnight));
}

/** Those in force, each once, of links in order. */
function linkedIds(links: readonly ZipperLink[], midnight: Instant): LinkedId[] {
  const ids: LinkedId[] = [];
  for (const link of links) {
    const last = ids.at(-1);
    if (!inForce(link, midnight) || (last?.type === link.type && last.id === link.id)) continue;
    ids.push({ type: link.type, id: link.id });
  }
  return ids;
}

/** As `ZipperTable.linksChange`. */
export async function linksChange(tables: Tables, ids: readonly string[], midnight: Instant): Promise<Float64Array> {
  const batch = await tables.zipper.getMany(ids.map(opportunityRow), { families: [LINKS], ...ALL });
  return nextBound(batch, linkIn, ids.length, midnight);
}

function linksIn(batch: CellBatch, row: number): ZipperLink[] {
  const [from, to] = [batch.rowFirstCell[row]!, batch.rowFirstCell[row + 1]!];
  return Array.from({ length: to - from }, (_, i) => linkIn(batch, from + i));
}

const linkName = ({ type, id, validFrom }: Pick<ZipperLink, 'type' | 'id' | 'validFrom'>): string =>
  `${type}\0${id}\0${validFrom}`;
