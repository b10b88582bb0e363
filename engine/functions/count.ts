import { COUNT } from '../window-state.ts';
import type { AggregateFunction } from './aggregate-function.ts';

/** COUNT: how many days have a value; over several ids, how many (id, day) pairs. Source: docs/rules.md#functions. */
export const count: AggregateFunction = { needs: [], ofOne: 1, value: (window) => window[COUNT]! };
