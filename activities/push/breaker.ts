import { counted, grouped } from '../../domain/counted.ts';
import type { ScenePush } from '../../domain/crm-settings.ts';

/** Rows that were tried, but for dead letters that are such again, and how many of them failed, or no longer show what was delivered. */
export interface Tried {
  readonly tried: number;
  readonly failed: number;
  readonly edited: number;
}

/** When a push has to stop and ask for a person. */
export interface Breaker {
  /** Counts rows that were tried in this attempt; why it has to stop, as soon as it has to. */
  count(rows: Tried): string | undefined;
}

const LEAST_TRIED = 100;
const LEAST_ROWS = 1_000;

/** Says nothing before 100 rows were tried: of a handful, one that fails is a large share. */
export function breakerOf({ failed_share, edited_share }: ScenePush['breaker']): Breaker {
  let [tried, failed, edited] = [0, 0, 0];
  const told = (rows: number, did: string, share: number, name: string): string =>
    `${grouped(rows)} of ${counted(tried, 'lead')} ${did}, more than the ${percent(share)} that breaker.${name} lets pass`;
  return {
    count: (more) => {
      tried += more.tried;
      failed += more.failed;
      edited += more.edited;
      if (tried < LEAST_TRIED) return undefined;
      if (failed > failed_share * tried) return told(failed, 'failed', failed_share, 'failed_share');
      if (edited <= edited_share * tried) return undefined;
      // People do not edit most leads of a day; a field that was emptied, or another program that writes it, does.
      return told(edited, 'no longer show what was delivered', edited_share, 'edited_share');
    },
  };
}

/** Why so many rows are not to be written, given how many earlier pushes wrote; undefined where it is as usual or nobody knows what is usual. */
export function unusualRows(
  rows: number,
  earlier: readonly number[],
  { rows_factor: factor }: ScenePush['breaker'],
): string | undefined {
  if (rows < LEAST_ROWS || earlier.length === 0) return undefined;
  const usual = [...earlier].sort((a, b) => a - b)[Math.floor(earlier.length / 2)] ?? 0;
  if (rows <= Math.max(LEAST_ROWS, usual * factor)) return undefined;
  return `${counted(rows, 'lead')} would be written, more than ${factor} times the ${grouped(usual)} of a usual push (breaker.rows_factor)`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
