import type { RowCells } from './dictionary-cells.ts';
import type { DictionaryColumn } from './dictionary-columns.ts';
import type { DictionaryRow } from './dictionary.ts';
import { baseName, parseFeatureName } from './feature-name.ts';

/** The stores keep an id in 4 bytes. */
const MAX_ID = 2 ** 32 - 1;

type Identity = Pick<DictionaryRow, 'line' | 'dim' | 'id' | 'name' | 'explain' | 'businessLine' | 'more'>;

/** Which row it is: every column but those that say what is computed. Null, with faults noted, where one is wrong. */
export function parseIdentity(cells: RowCells): Identity | null {
  const dim = word(cells, 'dim', 'an entity type such as opportunity');
  const id = parseId(cells);
  const name = word(cells, 'name', 'a name');
  const businessLine = cells.cell('business_line') === '' ? '' : word(cells, 'business_line', 'a line');
  if (dim === null || name === null || businessLine === null) return null;
  const base = baseName(name, businessLine);
  if (parseFeatureName(base)) {
    return cells.fault('name', name, `a name that does not read as a derived feature, as ${base} does`);
  }
  if (id === null) return null;
  return { line: cells.line, dim, id, name, explain: cells.cell('explain'), businessLine, more: cells.more() };
}

/** Names become parts of feature names, of files and of arguments, so what cuts those may not stand in them. */
function word(cells: RowCells, column: DictionaryColumn, what: string): string | null {
  const text = cells.cell(column);
  const sound = /^[^\s.@/\\"',|\p{C}]+$/u.test(text);
  return sound ? text : cells.fault(column, text, `${what} without blanks, quotes and any of . @ / \\ , |`);
}

function parseId(cells: RowCells): number | null {
  const text = cells.cell('id');
  const id = /^[1-9]\d*$/.test(text) ? Number(text) : MAX_ID + 1;
  return id <= MAX_ID ? id : cells.fault('id', text, `a whole number from 1 to ${MAX_ID}`);
}
