import type { ZipperTable } from '../zipper-table.ts';
import { acceptedRows } from './accepted-rows.ts';
import { labelsAt, planLabels } from './label-table.ts';
import { readHead } from './head.ts';
import { linksAt, linksChange, planLinks } from './link-table.ts';
import type { Tables } from './tables.ts';
import { attributesAt, planVersions, versionsChange } from './version-table.ts';
import type { Writer } from './writer.ts';
import { knownOpportunities, opportunitiesAt } from './zipper-scan.ts';

/** Zipper tables in HBase. */
export const zipperTable = (tables: Tables, writer: Writer): ZipperTable => ({
  putVersions: (rows) => writer.write((revision) => planVersions(tables, rows, revision)),
  putLinks: (rows) => writer.write((revision) => planLinks(tables, rows, revision)),
  putLabels: (rows) => writer.write(() => planLabels(tables, rows)),
  attributesAt: (type, ids, midnight, asOf) => attributesAt(tables, type, ids, midnight, asOf),
  linksAt: (ids, midnight, asOf) => linksAt(tables, ids, midnight, asOf),
  versionsChange: (type, ids, midnight) => versionsChange(tables, type, ids, midnight),
  linksChange: (ids, midnight) => linksChange(tables, ids, midnight),
  opportunitiesAt: (range, midnight, asOf) => opportunitiesAt(tables, range, midnight, asOf),
  knownOpportunities: (ids, asOf) => knownOpportunities(tables, ids, asOf),
  labelsAt: (asOf, name) => labelsAt(tables, asOf, name),
  acceptedRows: (range, midnight, since, asOf) => acceptedRows(tables, range, midnight, since, asOf),
  // Rows of many regions change at once here, and a sum of theirs would be one cell that all of them wait for.
  acceptedSum: () => Promise.resolve(undefined),
  revision: () => writer.revision(),
  knownSince: async () => (await readHead(tables)).knownSince ?? 0,
});
