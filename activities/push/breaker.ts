import { counted, grouped } from '../../domain/counted.ts';
import type { ScenePush } from '../../domain/crm-settings.ts';

/** When a push has to stop and ask for a person. */
export interface Breaker {
  /** Counts rows that were tried in this attempt; why it has to stop, as soon as it has to. */
  count(tried: number, failed: number): string | undefined;
}

const LEAST_TRIED = 100;
const LEAST_ROWS = 1_000;

export function breakerOf({ failed_share: limit }: ScenePush['breaker']): Breaker {
  let [tried, failed] = [0, 0];
  return {
    count: (more, bad) => {
      tried += more;
      failed += bad;
      if (tried < LEAST_TRIED || failed <= limit * tried) return undefined;
      return `${grouped(failed)} of ${counted(tried, 'lead')} failed, more than the ${percent(limit)} that breaker.failed_share lets pass`;
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
