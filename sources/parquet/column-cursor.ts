import type { FileHandle } from 'node:fs/promises';
import type { DecodedArray, FileMetaData, SchemaTree } from 'hyparquet';
import { cellText, NOT_UTF8 } from './cell-text.ts';
import type { ColumnKind } from './column-kind.ts';
import { columnValues } from './column-values.ts';

/** A column of the file that the table knows. */
export interface WantedColumn {
  readonly leaf: SchemaTree;
  /** Its place among the cells of a row. */
  readonly place: number;
  readonly kind: ColumnKind;
}

/** A row that its columns fill one after the other. */
export interface OpenRow {
  readonly line: number;
  readonly cells: string[];
  fault?: string;
}

/** Goes down a column beside those of the other columns, whose pages end elsewhere. */
export interface ColumnCursor {
  /** How many values can be taken without reading; 0 at the end of the column. @throws Error that names the column */
  ready(): Promise<number>;
  /** Takes a value for each of the rows, at most as many as are ready. */
  fill(rows: readonly OpenRow[]): void;
}

export function columnCursor(
  file: FileHandle,
  metadata: FileMetaData,
  { leaf, place, kind }: WantedColumn,
): ColumnCursor {
  const { name } = leaf.element;
  const pages = columnValues(file, metadata, leaf);
  let values: DecodedArray = [];
  let at = 0;
  return {
    async ready() {
      if (at < values.length) return values.length - at;
      try {
        const page = await pages.next();
        values = page.done === true ? [] : page.value;
      } catch (cause) {
        throw new Error(`column ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
      at = 0;
      return values.length;
    },
    fill(rows) {
      for (const row of rows) {
        const text = cellText(values[at++], kind);
        // The decoder gives undefined for a place that the column's dictionary does not have.
        if (text === undefined) throw new Error(`column ${name}: row ${row.line} has no value that can be read`);
        if (text === NOT_UTF8) row.fault = `${name} is not UTF-8`;
        else row.cells[place] = text;
      }
    },
  };
}
