import { counted } from './counted.ts';
import type { DictionaryColumn, TableRow } from './dictionary-columns.ts';
import type { DictionaryFault } from './dictionary-fault.ts';
import type { HeaderPlaces } from './dictionary-header.ts';

/** One row's cells by column, and where its faults go. */
export interface RowCells {
  readonly line: number;
  cell(column: DictionaryColumn): string;
  /** The columns beyond the contract that are not blank. */
  more(): Readonly<Record<string, string>>;
  /** Whether the row has as many cells as the header; notes a fault when not. */
  complete(): boolean;
  /** Notes a fault of a cell, with the right word that is nearest. Gives null, which is what the parsers return for a faulty cell. */
  fault(column: DictionaryColumn, found: string, expected: string, nearest?: string): null;
}

/** @param faults grows by what `complete` and `fault` note */
export function rowCells(file: string, places: HeaderPlaces, row: TableRow, faults: DictionaryFault[]): RowCells {
  const cell = (column: DictionaryColumn): string => row.cells[places.place[column]] ?? '';
  const push = (column: string | undefined, found: string, expected: string, nearest: string | undefined): void => {
    const written = { id: cell('id'), name: cell('name') };
    faults.push({ file, line: row.line, row: written, column, found, expected, nearest });
  };
  return {
    line: row.line,
    cell,
    complete() {
      const complete = row.cells.length === places.width;
      const expected = `${places.width} as in the header (a cell that holds a comma stands in quotes)`;
      if (!complete) push(undefined, counted(row.cells.length, 'cell'), expected, undefined);
      return complete;
    },
    more: () =>
      Object.fromEntries(
        places.more
          .map(({ name, place }) => ({ name, text: row.cells[place] ?? '' }))
          .filter(({ name, text }) => name !== '' && text !== '')
          .map(({ name, text }) => [name, text]),
      ),
    fault(column, found, expected, nearest) {
      push(column, found, expected, nearest);
      return null;
    },
  };
}

/** The words of a `|` list; blank is no words. */
export const listOf = (text: string): string[] => (text === '' ? [] : text.split('|'));

/** The first word that stands in a list twice. */
export const repeated = (words: readonly string[]): string | undefined =>
  words.find((word, i) => words.indexOf(word) !== i);
