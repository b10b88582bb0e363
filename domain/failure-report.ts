import type { RaisedAlert } from './alert.ts';
import type { NightReport } from './night-report.ts';
import type { NightRequest, RunKind } from './night.ts';
import type { NightProgress } from './progress.ts';

/** Why a night ended without its result. */
export interface NightFailure {
  /** Of domain/errors.ts; undefined where nothing of ours failed: a cancellation, or a worker that was lost too often. */
  readonly code?: string;
  readonly message: string;
  /** What to do, as the step that failed said it. */
  readonly next: string;
  readonly cancelled: boolean;
}

/** A command that goes on, and what it does. */
export interface WayOn {
  readonly command: string;
  readonly does: string;
}

/** What there is of the run although it failed. */
export interface KeptOfRun {
  /** The run was sealed before it failed: its files are whole and count. */
  readonly sealed: boolean;
  /** The run of this date that counts, this one or an earlier one; undefined where none does. */
  readonly counts?: number;
  /** Scenes that wait at their gate for a person's word. */
  readonly held: readonly string[];
  /** Finished steps by stage, in the order of their keys; none of them is done again by a replay from a later stage. */
  readonly steps: Readonly<Record<string, number>>;
}

/** report.json of a night that failed or was cancelled; `run.run` is 0 where no run had begun. */
export interface FailureReport extends Pick<
  NightReport,
  'run' | 'timeZone' | 'deadlineMs' | 'late' | 'times' | 'loads' | 'writtenMs' | 'uiUrl'
> {
  readonly state: 'failed';
  readonly request: NightRequest;
  readonly kind: RunKind;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Where it stood. */
  readonly stage: NightProgress['stage'];
  readonly doing: string;
  /** Sources that had not come. */
  readonly waitingFor: readonly string[];
  readonly failure: NightFailure;
  readonly kept: KeptOfRun;
  /** The first one is the usual one. */
  readonly waysOn: readonly WayOn[];
  /** What was decided under the deadline, in words. */
  readonly decided: readonly string[];
  readonly stages: NonNullable<NightReport['stages']>;
  readonly budgets: NonNullable<NightReport['budgets']>;
  readonly gates: NonNullable<NightReport['gates']>;
  readonly again: NonNullable<NightReport['again']>;
  readonly alerts: readonly RaisedAlert[];
  /** Parts of the report that could not be read, and why. */
  readonly unread: readonly string[];
}
