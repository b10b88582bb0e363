import type { ScoreReason } from './score-reason.ts';
import type { Entity } from './rows.ts';

/** Why an opportunity has its score in a sealed night: what `daybreak why --json` prints. */
export interface Why {
  readonly dictionary: string;
  readonly date: string;
  readonly run: number;
  readonly opportunity: string;
  /** By name, ascending. */
  readonly models: readonly WhyModel[];
}

export interface WhyModel {
  readonly model: string;
  readonly version: string;
  readonly scenes: readonly string[];
  /** By output, as the night wrote them. The first one is explained. */
  readonly scores: Readonly<Record<string, number>>;
  readonly output: string;
  readonly method: string;
  /** What contributions add up to, from `start`: the log-odds of the score, or the score itself. */
  readonly scale: string;
  /** The value without any knowledge of the opportunity. */
  readonly start: number;
  readonly for: readonly WhyReason[];
  readonly against: readonly WhyReason[];
  /** Undefined where no earlier night scored the opportunity with this model. */
  readonly moved: WhyMoved | undefined;
}

export interface WhyReason extends ScoreReason {
  /** In the dictionary's own words, with its value. */
  readonly said: string;
  /** The days behind the value, newest first; of an attribute none. */
  readonly days: readonly WhyDay[];
  /** The version in force, of an attribute. */
  readonly attributes?: string;
}

/** A day of one entity as the night's windows saw it. */
export interface WhyDay extends Entity {
  readonly date: string;
  /** Undefined where the day's number was too large for one. */
  readonly value: number | undefined;
  /** Those that count for the feature, oldest first. */
  readonly events: readonly WhyEvent[];
}

export interface WhyEvent {
  readonly eventId: string;
  readonly feature: string;
  readonly time: string;
  readonly value: string;
  readonly attrs: string;
}

/**
 * Why a feature's value moved. came: an event of a day that the night before did not see. late: one of an earlier day that came after that
 * night. corrected: an event says something else. removed: it was deleted, or retention dropped it. agedOut, agedIn: it left a window, or
 * moved on into one. days: nothing but days passed. links: an id was linked or no longer is. attributes: another version. dictionary: the
 * feature is new, or gone. decision: a night took a dimension from an earlier one. model: another model or version. unknown: none of these.
 */
export type Cause =
  | 'came'
  | 'late'
  | 'corrected'
  | 'removed'
  | 'agedOut'
  | 'agedIn'
  | 'days'
  | 'links'
  | 'attributes'
  | 'dictionary'
  | 'decision'
  | 'model'
  | 'together'
  | 'unknown';

export interface WhyMoved {
  readonly since: string;
  readonly run: number;
  /** Of the explained output. */
  readonly scoreBefore: number;
  readonly scoreNow: number;
  /** On the scale of the explanation; the changes of all causes add up to it. */
  readonly change: number;
  /**
   * Changes by cause, largest first. A feature that moved for several causes stands under all of them together; `together` is what
   * features whose value did not move add differently beside those that did.
   */
  readonly byCause: readonly { readonly causes: readonly Cause[]; readonly change: number }[];
  /** Features whose value moved, largest change first. */
  readonly features: readonly WhyMovedFeature[];
}

export interface WhyMovedFeature {
  readonly feature: string;
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly change: number;
  readonly causes: readonly Cause[];
  readonly said: string;
  /** What came, went or changed, oldest first. */
  readonly events: readonly (WhyEvent & Entity & { readonly cause: Cause })[];
  /** Ids linked since, and no longer linked. */
  readonly linked: readonly string[];
  readonly unlinked: readonly string[];
}
