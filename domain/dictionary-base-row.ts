import { isDoubled } from './condition.ts';
import { listOf, repeated, type RowCells } from './dictionary-cells.ts';
import { parseEventSource, type EventSource } from './data-source.ts';
import { nearestWord } from './dictionary-nearest.ts';
import type { BaseFeature } from './dictionary.ts';
import { ASOF, FUNCTION_NAMES, type FunctionName } from './function-name.ts';
import { WINDOW_KINDS, type WindowKind } from './window.ts';

/** More than ten years back: whoever writes more has left out a `|`. */
const MAX_WINDOW_DAYS = 4000;

type BaseBody = Pick<BaseFeature, 'kind' | 'source' | 'functions' | 'windowDays' | 'windowKind'>;

/** What a base feature computes; null, with every fault noted, where a cell is wrong. */
export function parseBaseBody(cells: RowCells): BaseBody | null {
  const source = parseSource(cells);
  const functions = parseFunctions(cells);
  const windowDays = parseWindowDays(cells);
  const windowKind = parseWindowKind(cells);
  const vocab = cells.cell('vocab');
  if (vocab !== '') {
    return cells.fault('vocab', vocab, 'a blank cell: only an attribute (data_src attr:NAME) has a vocabulary');
  }
  if (!source || !functions || !windowDays || !windowKind) return null;
  return { kind: 'base', source, functions, windowDays, windowKind };
}

function parseSource(cells: RowCells): EventSource | null {
  const source = parseEventSource(cells.cell('data_src'));
  if ('fold' in source) {
    const doubled = source.condition !== undefined && isDoubled(source.condition);
    return doubled ? cells.fault('data_src', cells.cell('data_src'), DOUBLED) : source;
  }
  const { part, expected, known } = source;
  return cells.fault('data_src', cells.cell('data_src'), hinted(part, expected), nearestWord(part, known));
}

const DOUBLED = 'a condition with one operator, >= <= != > < or =, and what it compares with';

const hinted = (part: string, expected: string): string =>
  part === '' ? expected : `${expected}, in place of "${part.slice(0, LONGEST_PART)}"`;

const LONGEST_PART = 40;

function parseFunctions(cells: RowCells): FunctionName[] | null {
  const words = listOf(cells.cell('cal_sort'));
  const expected = `functions joined by | out of ${FUNCTION_NAMES.join(' ')}`;
  if (words.length === 0) return cells.fault('cal_sort', '', expected);
  const functions = words.map((word) => FUNCTION_NAMES.find((name) => name === word));
  const known = functions.filter((name) => name !== undefined);
  if (known.length < words.length) {
    for (const [i, word] of words.entries()) {
      const alone = word === ASOF ? `; ${ASOF} stands alone, with data_src attr:NAME` : '';
      if (functions[i] === undefined)
        cells.fault('cal_sort', word, `${expected}${alone}`, nearestWord(word, FUNCTION_NAMES));
    }
    return null;
  }
  const twice = repeated(known);
  return twice === undefined
    ? known
    : cells.fault('cal_sort', cells.cell('cal_sort'), `each function once (${twice} is there twice)`);
}

function parseWindowDays(cells: RowCells): number[] | null {
  const text = cells.cell('times');
  const expected = `whole days from 1 to ${MAX_WINDOW_DAYS}, ascending, joined by |, for example 7|30`;
  const days = listOf(text).map((word) => (/^[1-9]\d*$/.test(word) ? Number(word) : Number.NaN));
  const sound = days.length > 0 && days.every((day, i) => day <= MAX_WINDOW_DAYS && day > (days[i - 1] ?? 0));
  return sound ? days : cells.fault('times', text, expected);
}

function parseWindowKind(cells: RowCells): WindowKind | null {
  const text = cells.cell('window_kind');
  return (
    WINDOW_KINDS.find((kind) => kind === text) ??
    cells.fault('window_kind', text, WINDOW_KINDS.join(' or '), nearestWord(text, WINDOW_KINDS))
  );
}
