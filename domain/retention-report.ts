import type { Instant } from './instant.ts';
import type { RunDate } from './run-date.ts';

/** What a retention did, or would do: what `daybreak retain` prints. */
export interface RetentionReport {
  readonly dictionary: string;
  /** The newest sealed night, from which the rules count; undefined where the settings name nothing to remove. */
  readonly runDate: RunDate | undefined;
  readonly dryRun: boolean;
  /** The rules in words, in the order of the settings. */
  readonly rules: readonly string[];
  /** By rule, type and feature; an event that several rules would have go stands under the first of them. Empty when nothing goes. */
  readonly groups: readonly RetentionGroup[];
  /** Current events that were looked at. */
  readonly events: number;
  /** Events beyond a `keep_newest` that stay because windows read them. */
  readonly seen: number;
  /** Events that stay as the oldest trace of their opportunity. */
  readonly traces: number;
  /** Left out where the settings have no `files.keep_days`. */
  readonly nights?: ThinnedNights;
  readonly elapsedMs: number;
}

/** Nights of which only the reports stay, and what a replay makes them anew by. */
export interface ThinnedNights {
  /** Nights of this date and later keep all that they have. */
  readonly before: RunDate;
  /** Those of which something went, ascending. */
  readonly dates: readonly RunDate[];
  readonly files: number;
  /** Files of rows that stay, as later nights point to them. */
  readonly rowFiles: number;
  /** Older ones that are being made anew, and so were left alone. */
  readonly running: readonly RunDate[];
}

export interface RetentionGroup extends GoneEvents {
  /** Place of the rule in the settings, from 0. */
  readonly rule: number;
  readonly events: number;
  readonly entities: number;
  /** About: what the events take up in the store without its own overhead. */
  readonly bytes: number;
}

/** When events of a type and feature happened that retention removed: all of them from `oldest` to `newest`, both included. */
export interface GoneEvents {
  readonly type: string;
  readonly feature: string;
  readonly oldest: Instant;
  readonly newest: Instant;
}

export interface RetentionProgress {
  /** 0 to 1. */
  readonly share: number;
  readonly events: number;
  readonly gone: number;
}
