import type { End } from './ends.ts';

/** Tries of one row that come to nothing, after which it is a dead letter; without an answer, where the last one was a call of its own. */
const TRIES = { conflict: 6, again: 6, lost: 8, unstored: 2 } as const;
export type Trouble = keyof typeof TRIES;

/** The rows that are not at their ends, and what befell them. */
export interface Round<Row> {
  readonly ends: Map<Row, End>;
  readonly counts: Map<Row, Partial<Record<Trouble, number>>>;
}

/** Counts a row's trouble, and ends it when it is too much. Gives how often by now. */
export function trouble<Row>({ ends, counts }: Round<Row>, row: Row, kind: Trouble, reason: string): number {
  const times = (counts.get(row)?.[kind] ?? 0) + 1;
  counts.set(row, { ...counts.get(row), [kind]: times });
  if (times >= TRIES[kind])
    ends.set(row, { state: 'dead', reason, ...(kind === 'unstored' ? { differing: true } : {}) });
  return times;
}
