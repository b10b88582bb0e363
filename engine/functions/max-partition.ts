import { NEWEST_VALUE } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** MAXPARTITION: the value of the newest day that has one; over several ids the largest of that day. Source: docs/rules.md#functions. */
export const maxPartition: AggregateFunction = { needs: [], ofOne: 'value', value: (window) => window[NEWEST_VALUE]! };
