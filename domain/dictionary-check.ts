import type { DaybreakError } from './errors.ts';

/** What `daybreak dictionary check` finds in a dictionary's folder. */
export interface DictionaryCheck {
  /** Everything that keeps a night from starting, in the order of the files. */
  readonly faults: readonly DaybreakError[];
  /** What is allowed but seldom meant, a sentence each. */
  readonly warnings: readonly string[];
}
