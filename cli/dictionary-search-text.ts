import Table from 'cli-table3';
import { colors } from './colors.ts';
import { counted } from './dictionary-columns.ts';
import { displayWidth, wrap } from './dictionary-wrap.ts';

export interface SearchResult {
  readonly found: number;
  /** The nearest name, where nothing was found. */
  readonly nearest: string | undefined;
  /** The best of them, best first. */
  readonly rows: readonly SearchedRow[];
}

interface SearchedRow {
  readonly id: number;
  readonly name: string;
  readonly dim: string;
  readonly explain: string;
  /** Ranges of the row's columns. */
  readonly columns: string;
  readonly models: readonly string[];
}

const HEAD = ['id', 'name', 'dim', 'explain', 'columns', 'models'];
const EXPLAIN = HEAD.indexOf('explain');
const MODELS_WIDTH = 24;

/** A table of at most `width` columns, as far as names allow. */
export function searchText({ found, nearest, rows }: SearchResult, width: number): string {
  if (found === 0) return `nothing found${nearest === undefined ? '' : `; the nearest name is ${nearest}`}\n`;
  const cells = rows.map(({ id, name, dim, explain, columns, models }) => {
    const used = wrap(models.join(', '), MODELS_WIDTH).join('\n');
    return [String(id), name, dim, explain, columns, used];
  });
  const explainWidth = Math.max(16, width - widthWithout(EXPLAIN, [HEAD, ...cells]));
  const table = new Table({
    head: HEAD.map((name) => colors.bold(name)),
    chars: { ...NO_LINES, middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  const wrapped = (cell: string, i: number): string => (i === EXPLAIN ? wrap(cell, explainWidth).join('\n') : cell);
  table.push(...cells.map((row) => row.map(wrapped)));
  const left = found - rows.length;
  const rest = left > 0 ? `${counted(left, 'more row')}: narrow the words, or ask for more with --top\n` : '';
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return `${lines.join('\n')}\n${rest}`;
}

/** What all columns but one take, each as wide as its widest line, with the two blanks after each. */
function widthWithout(left: number, rows: readonly string[][]): number {
  const widest = (column: number): number =>
    Math.max(...rows.flatMap((cells) => (cells[column] ?? '').split('\n').map(displayWidth)));
  return HEAD.reduce((sum, _, column) => sum + 2 + (column === left ? 0 : widest(column)), 0);
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((side) => [side, '']),
);
