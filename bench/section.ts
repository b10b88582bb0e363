import type { BenchRow } from './row.ts';

/** One table of a report, with what a reader must know beside it. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface SuiteResult {
  readonly rows: readonly BenchRow[];
  readonly sections: readonly Section[];
}

/** A section as Markdown; one without rows says that nothing was measured. */
export function markdownOf({ title, notes, head, rows }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table =
    rows.length === 0 ? ['Nothing was measured.'] : [line(head), line(head.map(() => '---')), ...rows.map(line)];
  return [`## ${title}`, '', ...notes.flatMap((note) => [note, '']), ...table, ''].join('\n');
}

export const seconds = (ms: number): string => (ms / 1000).toFixed(ms < 10_000 ? 2 : 1);
export const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toLocaleString('en-US');
export const times = (ratio: number): string => (Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 1) : '–');
export const millions = (count: number): string => (count / 1e6).toFixed(2);
