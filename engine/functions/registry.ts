import type { FunctionName } from '../../domain/function-name.ts';
import type { AggregateFunction } from './aggregate-function.ts';
import { argmax } from './argmax.ts';
import { count } from './count.ts';
import { maxPartition } from './max-partition.ts';
import { max } from './max.ts';
import { mean } from './mean.ts';
import { median } from './median.ts';
import { min } from './min.ts';
import { mode } from './mode.ts';
import { range } from './range.ts';
import { recency } from './recency.ts';
import { std } from './std.ts';
import { sum } from './sum.ts';

/** Every function of the dictionary. A name in domain/function-name.ts without a line here does not compile; the property tests walk this table. */
export const functions: Readonly<Record<FunctionName, AggregateFunction>> = {
  COUNT: count,
  SUM: sum,
  MAX: max,
  MIN: min,
  MAXPARTITION: maxPartition,
  MEAN: mean,
  MEDIAN: median,
  STD: std,
  RANGE: range,
  MODE: mode,
  ARGMAX: argmax,
  RECENCY: recency,
};
