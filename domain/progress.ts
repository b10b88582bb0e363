import type { Forecast } from './budget.ts';
import type { Stage } from './night.ts';

/** What the `progress` query of a night answers. */
export interface NightProgress {
  readonly stage: Stage | 'wait' | 'done';
  /** The run under way; left out before the first one. */
  readonly run?: number;
  /** One line for a person: what is happening now. */
  readonly doing: string;
  /** Shards done and planned in this stage; 0 of 0 when the stage is not cut. */
  readonly done: number;
  readonly planned: number;
  /** Sources still missing. */
  readonly waitingFor: readonly string[];
  /** Milliseconds since 1970; undefined without a deadline. */
  readonly deadlineMs: number | undefined;
  /** The dictionary's, for the clock times that people read; left out before it is known. */
  readonly timeZone?: string;
  readonly late: boolean;
  /** When the night will end by what past nights took; left out without past nights. */
  readonly forecast?: Forecast;
  /** What was decided under the deadline, in words; left out where nothing was. */
  readonly decisions?: readonly string[];
  /** Trouble that people were told of, a line each; left out where there was none. */
  readonly troubles?: readonly string[];
  /** Scenes whose push waits for a person, with why; left out where none does. */
  readonly held?: readonly string[];
}
