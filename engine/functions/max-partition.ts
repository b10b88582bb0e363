import type { AggregateFunction } from './aggregate-function.ts';

/** MAXPARTITION: the value of the newest day that has one; over several ids the largest of that day. Source: DESIGN.md sections 4 and 9. */
export const maxPartition: AggregateFunction = { needs: [], value: (window) => window.newestValue };
