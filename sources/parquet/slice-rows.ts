import type { RawRow } from '../drop.ts';
import { cellText, NOT_UTF8 } from './cell-text.ts';
import type { ColumnKind } from './column-kind.ts';
import type { ColumnSlice } from './column-slices.ts';

/** A column of the file that the table knows. */
export interface ReadColumn {
  /** As the file spells it. */
  readonly name: string;
  /** Its place among the cells of a row. */
  readonly place: number;
  readonly kind: ColumnKind;
}

const ROWS_A_BATCH = 2000;

/** The rows of a slice in batches. @throws Error for a value that the column's type does not have */
export function* sliceRows(slice: ColumnSlice, columns: readonly ReadColumn[], width: number): Generator<RawRow[]> {
  for (let from = 0; from < slice.rows; from += ROWS_A_BATCH) {
    const rows: RawRow[] = [];
    const end = Math.min(slice.rows, from + ROWS_A_BATCH);
    for (let i = from; i < end; i++) rows.push(rowAt(slice, i, columns, width));
    yield rows;
  }
}

function rowAt(slice: ColumnSlice, i: number, columns: readonly ReadColumn[], width: number): RawRow {
  const line = slice.firstRow + i;
  const cells = new Array<string>(width).fill('');
  let fault: string | undefined;
  for (const [c, { name, place, kind }] of columns.entries()) {
    const text = cellText(slice.columns[c]?.[i], kind);
    // The decoder gives undefined for a place that the column's dictionary does not have.
    if (text === undefined) throw new Error(`column ${name} has no value that can be read in row ${line}`);
    if (text === NOT_UTF8) fault = `${name} is not UTF-8`;
    else cells[place] = text;
  }
  return fault === undefined ? { line, cells } : { line, cells, fault };
}
