import type { Condition } from './condition.ts';
import type { Fold } from './data-source.ts';
import type { FunctionName } from './function-name.ts';
import type { Window } from './window.ts';

/** One language in which features are explained. Sentences come without their full stop. */
export interface ExplainWords {
  readonly functions: Readonly<Record<FunctionName, string>>;
  window(window: Window): string;
  /** `whose`: the days of one entity of the type, or of all that are linked to an opportunity. */
  derived(fn: string, window: string, whose: 'one' | 'linked', dim: string): string;
  /** Which events: a feature of a business line (blank: without one) for which a condition holds. */
  events(feature: string, businessLine: string, condition: Condition | undefined): string;
  /** A day's number; `attr` is undefined when it is made from the events' values. */
  day(fold: Fold, attr: string | undefined, events: string): string;
  attribute(attr: string, dim: string, vocab: readonly string[] | undefined): string;
  readonly absent: string;
  readonly labels: Readonly<Record<Label, string>>;
}

/** What a line of an explanation is about. */
export type Label =
  | 'meaning'
  | 'day'
  | 'absent'
  | 'dim'
  | 'row'
  | 'owner'
  | 'source'
  | 'functions'
  | 'windows'
  | 'column'
  | 'columns'
  | 'models'
  | 'none'
  | 'noColumn'
  | 'notLocked';
