import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Entity } from '../../domain/rows.ts';
import { inForce } from '../../domain/rows.ts';
import type { SaltRange } from '../../domain/salt.ts';
import { entityKey, saltKey, textsAt } from '../row-key.ts';
import { familyOf, scanRows } from './cell-views.ts';
import { cellValue, type Filter } from './client/filter.ts';
import { EVENTS } from './event-cell.ts';
import { compareLinks } from './link-table.ts';
import { GONE } from './put.ts';
import type { Tables } from './tables.ts';
import { rowsOfType } from './type-filter.ts';
import {
  ALL,
  beginningsBefore,
  linkIn,
  LINKS,
  opportunityRow,
  versionIn,
  VERSIONS,
  type ZipperLink,
  type ZipperVersion,
} from './zipper-cell.ts';

/** What an entity's row of the zipper table says. */
export interface ZipperRow extends Entity {
  readonly key: Buffer;
  /** By valid from. */
  readonly versions: readonly ZipperVersion[];
  /** By linked type and id, then valid from. */
  readonly links: readonly ZipperLink[];
}

/** The entities of a salt range with a version or link that begins before a midnight, in key order. */
export async function* scanZippers(
  tables: Tables,
  { from, to }: SaltRange,
  midnight: Instant,
  filter?: Filter,
): AsyncGenerator<ZipperRow> {
  const options = {
    startRow: saltKey(from),
    endRow: saltKey(to),
    families: [VERSIONS, LINKS],
    timeRange: beginningsBefore(midnight),
    ...ALL,
    ...(filter ? { filter } : {}),
  };
  for await (const { batch, key, from: first, to: end } of scanRows(tables.zipper, options)) {
    const [type, id] = textsAt(key, 2, 2);
    const versions: ZipperVersion[] = [];
    const links: ZipperLink[] = [];
    for (let cell = first; cell < end; cell++) {
      if (familyOf(batch, cell) === VERSIONS) versions.push(versionIn(batch, cell));
      else links.push(linkIn(batch, cell));
    }
    versions.sort((a, b) => a.validFrom - b.validFrom);
    yield { type, id, key, versions, links: links.sort(compareLinks) };
  }
}

/** As `ZipperTable.opportunitiesAt`: versions and links of an opportunity stand in one row, so one scan finds each once. */
export async function* opportunitiesAt(tables: Tables, range: SaltRange, midnight: Instant): AsyncGenerator<string> {
  for await (const { type, id, versions, links } of scanZippers(tables, range, midnight, rowsOfType(OPPORTUNITY))) {
    if (type === OPPORTUNITY && [...versions, ...links].some((row) => inForce(row, midnight))) yield id;
  }
}

/** As `ZipperTable.knownOpportunities`; events are looked for where the zipper table knows nothing. */
export async function knownOpportunities(tables: Tables, ids: readonly string[]): Promise<boolean[]> {
  const zippers = await tables.zipper.getMany(ids.map(opportunityRow), { families: [VERSIONS, LINKS] });
  const known = ids.map((_, row) => zippers.rowFirstCell[row]! < zippers.rowFirstCell[row + 1]!);
  const unsure = [...ids.keys()].filter((i) => known[i] !== true);
  const events = await tables.dwd.getMany(
    unsure.map((i) => entityKey(OPPORTUNITY, ids[i]!)),
    { families: [EVENTS], filter: cellValue('notEqual', GONE) },
  );
  for (const [row, i] of unsure.entries()) known[i] = events.rowFirstCell[row]! < events.rowFirstCell[row + 1]!;
  return known;
}
