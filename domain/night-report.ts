import type { LoadRecord } from './load-report.ts';
import type { NightResult } from './night-result.ts';

/** report.json: what happened in a night, clocks included. */
export interface NightReport extends NightResult {
  readonly timeZone: string;
  readonly deadlineMs: number | undefined;
  /** Every load of the dictionary so far, with what was set aside. */
  readonly loads: readonly LoadRecord[];
}
