import type { RunDate } from './run-date.ts';

/** What the settings let a night do near its deadline without a dimension that is late. */
export type LatePolicy = 'wait' | 'last-sealed' | 'without';

/**
 * A decision that a night took because of its deadline. It stands in the run's snapshot and in the manifest and is an input like any other:
 * whoever makes the night again makes it with the same decisions, whatever the clock says.
 */
export interface NightDecision {
  readonly dimension: string;
  /** `last-sealed`: the dimension's features are those of an earlier night, by id; `without`: they are absent. */
  readonly policy: Exclude<LatePolicy, 'wait'>;
  /** A sentence without a clock in it. */
  readonly because: string;
  /** Where the features come from; with `last-sealed` only. */
  readonly from?: { readonly date: RunDate; readonly run: number };
}

/** What of the decisions decides bytes, ascending by dimension: the reasons do not. Empty text where there are none. */
export const decisionsText = (decisions: readonly NightDecision[]): string =>
  decisions
    .map(({ dimension, policy, from }) => `${dimension} ${policy} ${from ? `${from.date}/${from.run}` : ''}\n`)
    .sort()
    .join('');

/** `user from the night of 2026-03-01`, `user left out`. */
export const decisionSaid = ({ dimension, policy, from }: Omit<NightDecision, 'because'>): string =>
  policy === 'last-sealed' ? `${dimension} from the night of ${from?.date ?? '?'}` : `${dimension} left out`;

/** A decision with what it touches: columns of the feature files, and the models that read any of them. */
export interface LateCost extends NightDecision {
  readonly columns: number;
  readonly models: readonly string[];
}
