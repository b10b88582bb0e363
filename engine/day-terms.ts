import type { Fold } from '../domain/data-source.ts';
import type { Instant } from '../domain/instant.ts';
import { exactSum } from './exact-sum.ts';

/** What is known of one row's numbers of one day while its events go by. */
export interface DayTerms {
  count: number;
  /** The extreme of max and min; of last the value at `time`. */
  value: number;
  time: Instant;
  /** The terms of a sum: they are added at the end, so that the order of events cannot matter. */
  readonly terms: number[];
}

/** No terms yet; `value` and `time` mean nothing until there is one. */
export const openTerms = (): DayTerms => ({ count: 0, value: 0, time: 0, terms: [] });

/** Back to no terms, for the next day; the list of them keeps its memory. */
export function clearTerms(terms: DayTerms): void {
  terms.count = 0;
  terms.terms.length = 0;
}

/**
 * Takes an event's number in. Of one day the fold is always the same, and events may come in any order: of `last`, the latest counts, and of
 * several at one time the largest.
 * @param value finite; `count` does not read it
 */
export function addTerm(terms: DayTerms, fold: Fold, value: number, time: Instant): void {
  terms.count += 1;
  if (fold === 'sum') terms.terms.push(value);
  else if (terms.count === 1 || wins(terms, fold, value, time)) {
    terms.value = value;
    terms.time = time;
  }
}

function wins(terms: DayTerms, fold: Exclude<Fold, 'sum'>, value: number, time: Instant): boolean {
  switch (fold) {
    case 'count':
      return false;
    case 'max':
      return value > terms.value;
    case 'min':
      return value < terms.value;
    case 'last': // the latest; the largest of those at one time
      return time > terms.time || (time === terms.time && value > terms.value);
  }
}

/** The day's number; there is at least one term. Infinite for a sum beyond the largest double. */
export function foldTerms({ count, value, terms }: DayTerms, fold: Fold): number {
  if (fold === 'count') return count;
  return fold === 'sum' ? exactSum(terms) : value;
}
