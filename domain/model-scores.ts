import type { RunDate } from './run-date.ts';

/** How a model scored one night, beside the newest sealed night before it that the model scored too. By the first output. */
export interface ModelScores {
  readonly model: string;
  /** Name of the output. */
  readonly output: string;
  /** Opportunities with a finite score; the rest is `withoutNumber`. */
  readonly count: number;
  readonly withoutNumber: number;
  /** Of the finite scores; 0 when there are none. */
  readonly mean: number;
  /** Ascending, of one width, without gaps; empty when there is no finite score. */
  readonly bins: readonly ScoreBin[];
  /** Undefined when no earlier night was scored by the model. */
  readonly compared?: ComparedNight;
}

/** Scores from `from` up to but not including `to`; the last bin includes its `to`. `before`: the earlier night's, where there is one. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly before?: number;
}

export interface ComparedNight {
  readonly date: RunDate;
  readonly run: number;
  readonly count: number;
  readonly mean: number;
  /** Opportunities that both nights scored, only this one, only the earlier one. */
  readonly both: number;
  readonly entered: number;
  readonly left: number;
  /** Whether the models' files were the same in both nights. */
  readonly sameModels: boolean;
}

/** An opportunity whose score changed much. Ranks count from 1, the best; opportunities with equal scores share one. */
export interface Mover {
  readonly model: string;
  readonly opportunityId: string;
  readonly before: number;
  readonly now: number;
  readonly rankBefore: number;
  readonly rankNow: number;
}
