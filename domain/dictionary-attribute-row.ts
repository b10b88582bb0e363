import { listOf, repeated, type RowCells } from './dictionary-cells.ts';
import { parseAttributeSource } from './data-source.ts';
import type { AttributeFeature } from './dictionary.ts';
import { ASOF } from './function-name.ts';

type AttributeBody = Pick<AttributeFeature, 'kind' | 'attr' | 'vocab'>;

/** Whether a row is about an attribute, judged by either of the two cells that say so: then the other one is at fault. */
export const saysAttribute = (cells: RowCells): boolean =>
  cells.cell('data_src').startsWith('attr:') || cells.cell('cal_sort') === ASOF;

/** What an attribute row reads; null, with every fault noted, where a cell is wrong. */
export function parseAttributeBody(cells: RowCells): AttributeBody | null {
  const [source, calSort] = [cells.cell('data_src'), cells.cell('cal_sort')];
  const attr = parseAttributeSource(source);
  if (attr === undefined)
    cells.fault('data_src', source, `attr:NAME of letters, digits and _, because cal_sort or data_src says ${ASOF}`);
  if (calSort !== ASOF) cells.fault('cal_sort', calSort, `${ASOF} alone, because data_src is an attribute`);
  const blank = (['times', 'window_kind'] as const).filter((column) => cells.cell(column) !== '');
  for (const column of blank) cells.fault(column, cells.cell(column), 'a blank cell: an attribute has no window');
  const vocab = parseVocab(cells);
  if (attr === undefined || calSort !== ASOF || blank.length > 0 || vocab === null) return null;
  return { kind: 'attribute', attr, vocab };
}

/** Undefined without a vocabulary. */
function parseVocab(cells: RowCells): string[] | undefined | null {
  const text = cells.cell('vocab');
  const words = listOf(text);
  if (words.length === 0) return undefined;
  const twice = repeated(words);
  if (twice !== undefined) return cells.fault('vocab', text, `each word once ("${twice}" is there twice)`);
  return words.includes('') ? cells.fault('vocab', text, 'words joined by |, none of them blank') : words;
}
