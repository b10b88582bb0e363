import type { RowView } from './cell-views.ts';
import { endedAfter, inGroups } from './past-cells.ts';
import type { Tables } from './tables.ts';
import { linkSince, LINKS, versionSince, VERSIONS } from './zipper-cell.ts';
import { compareBeginnings, compareLinks, zipperRow, type ZipperRow } from './zipper-row.ts';

/** What rows of the zipper table said as of a revision, in their order; it may be nothing. */
export async function zippersAsOf(tables: Tables, rows: readonly ZipperRow[], asOf: number): Promise<ZipperRow[]> {
  const later = ({ versions, links }: ZipperRow): boolean =>
    versions.some((version) => versionSince(version) > asOf) || links.some((link) => linkSince(link) > asOf);
  const past = await endedAfter(tables, [VERSIONS, LINKS], rows.filter(later), asOf);
  return rows.map((row) => {
    const cells = past.get(row);
    const was = cells ? zipperRow({ ...cells, key: row.key }) : { versions: [], links: [] };
    const versions = [...was.versions, ...row.versions].filter((version) => versionSince(version) <= asOf);
    const links = [...was.links, ...row.links].filter((link) => linkSince(link) <= asOf);
    return {
      ...row,
      versions: versions
        .sort(compareBeginnings)
        .filter((version, i) => versions[i - 1]?.validFrom !== version.validFrom),
      links: links.sort(compareLinks).filter((link, i) => i === 0 || compareLinks(links[i - 1]!, link) !== 0),
    };
  });
}

/** The rows as they were at a revision, in their order, read in groups; one that said nothing then is there and empty. */
export async function* scanZippersAsOf(
  tables: Tables,
  rows: AsyncIterable<RowView>,
  asOf: number,
): AsyncGenerator<ZipperRow> {
  yield* inGroups(decoded(rows), (group) => zippersAsOf(tables, group, asOf));
}

async function* decoded(rows: AsyncIterable<RowView>): AsyncGenerator<ZipperRow> {
  for await (const row of rows) yield { ...zipperRow(row), key: Buffer.from(row.key) };
}
