import { compareText } from '../../domain/event-version.ts';
import type { Entity } from '../../domain/rows.ts';
import { textsAt } from '../row-key.ts';
import { familyOf, type RowView } from './cell-views.ts';
import type { CellBatch } from './client/cell-batch.ts';
import { linkIn, versionIn, VERSIONS, type ZipperLink, type ZipperVersion } from './zipper-cell.ts';

/** What an entity's row of the zipper table says. */
export interface ZipperRow extends Entity {
  readonly key: Buffer;
  /** By valid from. */
  readonly versions: readonly ZipperVersion[];
  /** By linked type and id, then valid from. */
  readonly links: readonly ZipperLink[];
}

/** Its key is a view on the batch. */
export function zipperRow({ batch, key, from, to }: RowView): ZipperRow {
  const [type, id] = textsAt(key, 2, 2);
  const versions: ZipperVersion[] = [];
  const links: ZipperLink[] = [];
  for (let cell = from; cell < to; cell++) {
    if (familyOf(batch, cell) === VERSIONS) versions.push(versionIn(batch, cell));
    else links.push(linkIn(batch, cell));
  }
  return { type, id, key, versions: versions.sort(compareBeginnings), links: links.sort(compareLinks) };
}

/** A row a key, in their order; one that is not there says nothing. */
export const zipperRowsIn = (batch: CellBatch, keys: readonly Buffer[]): ZipperRow[] =>
  keys.map((key, i) => zipperRow({ batch, key, from: batch.rowFirstCell[i]!, to: batch.rowFirstCell[i + 1]! }));

export const compareBeginnings = (a: ZipperVersion, b: ZipperVersion): number => a.validFrom - b.validFrom;

/** By type, then id by code point, then valid from. */
export const compareLinks = (a: ZipperLink, b: ZipperLink): number =>
  compareText(a.type, b.type) || compareText(a.id, b.id) || a.validFrom - b.validFrom;
