import type { AggregateFunction } from './aggregate-function.ts';

/** MODE: the most frequent value, the smallest on a tie. Source: docs/rules.md#functions. */
export const mode: AggregateFunction = { needs: ['sorted'], ofOne: 'value', value: (_, sorted) => sorted.mode };
