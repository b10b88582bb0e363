import type { Budget } from './budget.ts';
import type { NightInputs } from './night-manifest.ts';
import type { Reason } from './night-work.ts';
import type { NightRun } from './night.ts';
import type { RunDate } from './run-date.ts';

/** What a night would find and do if it began now: what `daybreak plan` shows. Nothing of it is decided yet. */
export interface NightOutlook {
  readonly dictionary: string;
  readonly date: RunDate;
  /** Where the night is sealed already: its run, and which of its inputs but the rows are others now. */
  readonly sealed?: { readonly run: number; readonly changed: readonly (keyof NightInputs)[] };
  readonly sources: readonly SourceOutlook[];
  /** Partitions of the sources that were delivered again since they were loaded; left out where none was. */
  readonly redelivered?: readonly string[];
  /** By entity type in the order of the dictionary; types without stale days are left out. */
  readonly stale: readonly StaleOutlook[];
  /** The night whose rows may be taken over, or why there is none. */
  readonly base: NightRun | Reason;
  /** In the order of the dictionary, derived rows before aggregated ones; empty without a base. */
  readonly rows: readonly RowsOutlook[];
  /** The newest sealed night before, as a measure of what this one will write. */
  readonly last?: LastNight;
  readonly time: TimeOutlook;
  readonly dictionaryChange: DictionaryOutlook;
}

export interface SourceOutlook {
  readonly name: string;
  /** `ready`: its partition is complete; `missing`: it is not; `signal`: it comes by `daybreak ready`. */
  readonly state: 'ready' | 'missing' | 'signal';
  readonly partition?: string;
}

/** Days whose events changed since they were folded, of one entity type. */
export interface StaleOutlook {
  readonly type: string;
  readonly entities: number;
  /** Days before the run date, which the night folds. */
  readonly days: number;
  /** Those of them that lie before the last day: late or corrected data. */
  readonly lateDays: number;
  readonly oldest: RunDate;
  /** Days from the run date on, which it folds along although it does not read them: a history that was loaded whole has many. */
  readonly laterDays: number;
}

/** Rows by what will become of them. New opportunities and ids that nothing came for are not foreseen. */
export interface RowsOutlook {
  readonly kind: 'derived' | 'aggregated';
  readonly type: string;
  readonly changed: number;
  readonly due: number;
  /** Ids with new data that the base night did not have. */
  readonly newIds: number;
  readonly reused: number;
  /** Every row is computed: rows of this type in the dictionary are others. */
  readonly otherDictionary: boolean;
}

export interface LastNight {
  readonly date: RunDate;
  readonly run: number;
  readonly opportunities: number;
  readonly files: number;
  readonly bytes: number;
}

export interface TimeOutlook {
  /** The dictionary's. */
  readonly timeZone: string;
  /** Learnt from past nights, in the order of the stages; empty where there are none. */
  readonly budgets: readonly Budget[];
  /** From the moment the warehouse is ready; undefined without past nights. */
  readonly expectedSeconds?: number;
  /** Milliseconds since 1970; undefined without a deadline, and for a run date before today. */
  readonly deadlineMs?: number;
  /** If it began now, or at its run date's midnight where that lies ahead; negative where it will be missed. */
  readonly headroomSeconds?: number;
}

/** What a night now would change in the feature index, and which models differ from those of the newest sealed night. */
export interface DictionaryOutlook {
  readonly added: readonly { readonly feature: string; readonly column: number }[];
  readonly retired: readonly { readonly feature: string; readonly column: number }[];
  readonly revived: readonly { readonly feature: string; readonly column: number }[];
  readonly newModels: readonly string[];
  readonly changedModels: readonly string[];
  readonly goneModels: readonly string[];
}
