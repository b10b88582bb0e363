import type { AggregateFunction } from './aggregate-function.ts';

/** RANGE: the largest value minus the smallest; 0 for one value. Source: DESIGN.md section 4. */
export const range: AggregateFunction = { needs: [], value: ({ max, min }) => max - min };
