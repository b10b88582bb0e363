import type { FunctionName } from '../domain/function-name.ts';

/** What the engine has to know of a function (计算函数) before it asks the kernel, which computes it: kernel/assembly/functions/. */
export interface FunctionFacts {
  /** What the window has to keep beyond its plain numbers; leaving out what is read gives wrong numbers, which the property tests find. */
  readonly needs: readonly ('moments' | 'sorted')[];
  /**
   * What it is of a window of one value, where that is the value itself, its days back, 0 or 1: its text is then known before it is computed.
   * Most windows have one value. The property tests find a wrong one.
   */
  readonly ofOne?: OfOne;
  /** The value is a number of days back: while a window holds the same entries it grows by one a day. Every other value then stays as it is. */
  readonly countsDays?: true;
}

export type OfOne = 'value' | 'back' | 0 | 1;

/** Every function of the dictionary. A name in domain/function-name.ts without a line here does not compile; the property tests walk this table. */
export const functions: Readonly<Record<FunctionName, FunctionFacts>> = {
  COUNT: { needs: [], ofOne: 1 },
  SUM: { needs: [], ofOne: 'value' },
  MAX: { needs: [], ofOne: 'value' },
  MIN: { needs: [], ofOne: 'value' },
  MAXPARTITION: { needs: [], ofOne: 'value' },
  MEAN: { needs: [], ofOne: 'value' },
  MEDIAN: { needs: ['sorted'], ofOne: 'value' },
  STD: { needs: ['moments'], ofOne: 0 },
  RANGE: { needs: [], ofOne: 0 },
  MODE: { needs: ['sorted'], ofOne: 'value' },
  ARGMAX: { needs: [], ofOne: 'back', countsDays: true },
  RECENCY: { needs: [], ofOne: 'back', countsDays: true },
};
