import type { Calendar } from '../../domain/calendar.ts';
import type { ZipperTable } from '../zipper-table.ts';
import { acceptedRows } from './accepted-rows.ts';
import { acceptedSum } from './accepted-sum.ts';
import { labelsAt, putLabels } from './label-table.ts';
import { linksAt, linksChange, putLinks } from './link-table.ts';
import { isKnown, opportunitiesAt } from './opportunities.ts';
import { paced, settle } from './store-error.ts';
import { knownSince, revisionOf, type Tables } from './tables.ts';
import { attributesAt, putVersions, versionsChange } from './version-table.ts';

/** Zipper tables in lmdb. */
export function zipperTable(tables: Tables, calendar: Calendar): ZipperTable {
  const { folder } = tables;
  return {
    putVersions: (rows) => settle(folder, () => putVersions(tables, calendar, rows)),
    putLinks: (rows) => settle(folder, () => putLinks(tables, calendar, rows)),
    putLabels: (rows) => settle(folder, () => putLabels(tables, rows)),
    attributesAt: (type, ids, midnight, asOf) =>
      settle(folder, () => ids.map((id) => attributesAt(tables, type, id, midnight, asOf))),
    linksAt: (ids, midnight, asOf) => settle(folder, () => linksAt(tables, ids, midnight, asOf)),
    versionsChange: (type, ids, midnight) =>
      settle(folder, () => Float64Array.from(ids, (id) => versionsChange(tables, type, id, midnight))),
    linksChange: (ids, midnight) => settle(folder, () => linksChange(tables, ids, midnight)),
    opportunitiesAt: (range, midnight, asOf) => paced(folder, () => opportunitiesAt(tables, range, midnight, asOf)),
    knownOpportunities: (ids, asOf) => settle(folder, () => ids.map((id) => isKnown(tables, id, asOf))),
    labelsAt: (asOf, name) => paced(folder, () => labelsAt(tables, asOf, name)),
    acceptedRows: (range, midnight, since, asOf) =>
      paced(folder, () => acceptedRows(tables, range, midnight, since, asOf)),
    acceptedSum: (midnight, since, beat) => acceptedSum(tables, calendar, midnight, since, beat),
    revision: () => settle(folder, () => revisionOf(tables)),
    knownSince: () => settle(folder, () => knownSince(tables)),
  };
}
