import type { AggregateFunction } from './aggregate-function.ts';

/** MEDIAN: the middle value; of an even number of values the average of the middle two. Source: docs/rules.md#functions. */
export const median: AggregateFunction = {
  needs: ['sorted'],
  ofOne: 'value',
  value: (_, { values, length }) => {
    const middle = length >> 1;
    return length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  },
};
