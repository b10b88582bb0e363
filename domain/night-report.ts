import type { Budget } from './budget.ts';
import type { SceneGate } from './gate-result.ts';
import type { LoadRecord } from './load-report.ts';
import type { ModelScores, Mover } from './model-scores.ts';
import type { NightDecision } from './night-decision.ts';
import type { NightResult } from './night-result.ts';
import type { StageRecord } from './stage-record.ts';
import type { StepAgain } from './step-attempt.ts';

/**
 * report.json: what happened in a night, clocks included. What came later than the first reports is optional, so that a program reads old
 * ones too.
 */
export interface NightReport extends NightResult {
  readonly timeZone: string;
  readonly deadlineMs: number | undefined;
  /** Every load of the dictionary so far, with what was set aside. */
  readonly loads: readonly LoadRecord[];
  /** When the report was written. */
  readonly writtenMs?: number;
  /** Address of the Temporal UI; missing where the worker was not told of one. */
  readonly uiUrl?: string;
  /** The run's lines of the ledger, in the order of their beginnings. */
  readonly stages?: readonly StageRecord[];
  /** What the stages of the last nights took. */
  readonly budgets?: readonly Budget[];
  /** What was taken from an earlier night or left out because of the deadline. */
  readonly decisions?: readonly NightDecision[];
  /** New rows of the dictionary that no opportunity has a value of; left out where there is none. */
  readonly silentRows?: readonly string[];
  /** Partitions of the sources that were delivered again since they were loaded; left out where none was. */
  readonly redelivered?: readonly string[];
  /** One a scene that has models. */
  readonly gates?: readonly SceneGate[];
  /** What was done again beside the stages, whose lines count their own. */
  readonly again?: readonly StepAgain[];
  /** One a model, in the order of the snapshot. */
  readonly scores?: readonly ModelScores[];
  /** By model: rises, greatest first, then falls, greatest first. */
  readonly movers?: readonly Mover[];
}
