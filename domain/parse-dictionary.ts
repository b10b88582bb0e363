import { parseAttributeBody, saysAttribute } from './dictionary-attribute-row.ts';
import { parseBaseBody } from './dictionary-base-row.ts';
import { rowCells, type RowCells } from './dictionary-cells.ts';
import { findClashes, type Claim } from './dictionary-clashes.ts';
import type { DictionaryTable } from './dictionary-columns.ts';
import type { DictionaryFault } from './dictionary-fault.ts';
import { parseHeader } from './dictionary-header.ts';
import { parseIdentity } from './dictionary-identity.ts';
import type { Dictionary, DictionaryRow } from './dictionary.ts';

export interface ParsedDictionary {
  /** The rows that are sound; complete only when there are no faults. */
  readonly dictionary: Dictionary;
  /** All of them, in the order of the lines; a dictionary with faults must not be used. */
  readonly faults: readonly DictionaryFault[];
}

/** Reads dictionary.csv's cells. A dictionary without rows is sound and defines nothing. */
export function parseDictionary(name: string, table: DictionaryTable): ParsedDictionary {
  const places = parseHeader(table);
  if (Array.isArray(places)) return { dictionary: { name, rows: [] }, faults: places };
  const faults: DictionaryFault[] = [];
  const claims: Claim[] = [];
  const rows = table.rows.map((row) => parseRow(rowCells(table.file, places, row, faults), claims));
  faults.push(...findClashes(table.file, claims));
  return {
    dictionary: { name, rows: rows.filter((row) => row !== null) },
    faults: faults.sort((a, b) => a.line - b.line),
  };
}

function parseRow(cells: RowCells, claims: Claim[]): DictionaryRow | null {
  // Which cell is missing cannot be known, so the rest of such a row says nothing.
  if (!cells.complete()) return null;
  const identity = parseIdentity(cells);
  const kind = saysAttribute(cells) ? 'attribute' : 'base';
  if (identity) claims.push({ ...identity, kind });
  const body = kind === 'attribute' ? parseAttributeBody(cells) : parseBaseBody(cells);
  return identity && body ? { ...identity, ...body } : null;
}
