import Table from 'cli-table3';
import { counted, grouped } from '../domain/counted.ts';
import type { LoadRecord, LoadReport, TableCounts } from '../domain/load-report.ts';

/** The result of a load for a person. */
export function loadText(report: LoadReport): string {
  const rowsIn = sum(report.tables, loaded);
  const lines = [
    `${counted(rowsIn, 'row')} of ${report.drop} ${rowsIn === 1 ? 'is' : 'are'} in ${report.dictionary}, in ${(report.elapsedMs / 1000).toFixed(1)} s.`,
    '',
    countsTable(report),
    '',
    ...report.warnings.map((warning) => `Warning: ${warning}`),
  ];
  const setAside = sum(report.tables, (table) => table.setAside);
  if (setAside > 0) {
    lines.push(
      `${counted(setAside, 'row was', 'rows were')} set aside; all of them with their reasons: ${String(report.setAsideFile)}`,
      ...report.setAside.map(({ file, line, reason }) => `  ${file}, line ${line}: ${reason}`),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What it means that a load was forgotten. */
export const forgottenText = (dictionary: string, { drop, startedAt }: LoadRecord): string =>
  `The load of ${drop} into ${dictionary}, begun at ${startedAt}, is forgotten: nights run again.\n` +
  'The rows that it had written stay; the others are missing until a drop that has them is loaded.\n';

function countsTable({ tables, until }: LoadReport): string {
  const columns: [string, (table: TableCounts) => string][] = [
    ['', (table) => table.table],
    ['rows in', (table) => grouped(loaded(table))],
    ['new', (table) => grouped(table.added)],
    ['replaced', (table) => grouped(table.replaced)],
    ['same', (table) => grouped(table.same)],
    ['set aside', (table) => grouped(table.setAside)],
  ];
  if (until !== undefined) columns.push([`from ${until} on, left out`, (table) => grouped(table.afterUntil)]);
  const table = new Table({
    head: columns.map(([name]) => name),
    colAligns: columns.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: NO_BORDERS,
  });
  table.push(...tables.map((row) => columns.map(([, cell]) => cell(row))));
  return table.toString();
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

const loaded = ({ added, replaced, same }: TableCounts): number => added + replaced + same;

const sum = (tables: readonly TableCounts[], count: (table: TableCounts) => number): number =>
  tables.reduce((total, table) => total + count(table), 0);
