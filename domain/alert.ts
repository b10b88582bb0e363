import type { RunDate } from './run-date.ts';

/** Trouble of a night, for people: what, what follows from it, and how much time is left. */
export interface NightAlert {
  readonly dictionary: string;
  readonly date: RunDate;
  /** A night tells each cause once, such as `behind`, `source/crm`, `late/user`, `deadline`, `failed`. */
  readonly cause: string;
  readonly said: string;
  readonly consequence: string;
  /** Milliseconds since 1970; undefined without a deadline. */
  readonly deadlineMs?: number;
  /** Until the deadline when the alert was raised; negative after it. */
  readonly leftMs?: number;
}

/** An alert and what became of it. */
export interface RaisedAlert extends NightAlert {
  readonly raisedMs: number;
  /** One for each way that the settings name; empty where they name none. */
  readonly sent: readonly AlertOutcome[];
}

export interface AlertOutcome {
  readonly way: 'webhook' | 'command';
  /** Why it did not arrive; undefined where it did. */
  readonly error?: string;
}

/** One line: what happened, what follows, how long there is. */
export function alertText({ dictionary, date, said, consequence, leftMs }: NightAlert): string {
  const left =
    leftMs === undefined
      ? ''
      : leftMs < 0
        ? ` (${minutes(-leftMs)} past the deadline)`
        : ` (${minutes(leftMs)} to the deadline)`;
  return `night ${dictionary} ${date}: ${said}; ${consequence}${left}`;
}

const minutes = (ms: number): string => `${Math.round(ms / 60_000)} min`;
