import { argmax } from './functions/argmax';
import { count } from './functions/count';
import { largest } from './functions/max';
import { maxPartition } from './functions/max-partition';
import { mean } from './functions/mean';
import { median } from './functions/median';
import { smallest } from './functions/min';
import { mode } from './functions/mode';
import { range } from './functions/range';
import { recency } from './functions/recency';
import { std } from './functions/std';
import { sum } from './functions/sum';

/** Puts the results of the functions whose bit is set in `asked` into f64[32]. A line a function, in the order of domain/function-name.ts. */
export function evaluate(asked: u32, results: usize): void {
  if (asked & (1 << 0)) store<f64>(results, count(), 8 * 0);
  if (asked & (1 << 1)) store<f64>(results, sum(), 8 * 1);
  if (asked & (1 << 2)) store<f64>(results, largest(), 8 * 2);
  if (asked & (1 << 3)) store<f64>(results, smallest(), 8 * 3);
  if (asked & (1 << 4)) store<f64>(results, maxPartition(), 8 * 4);
  if (asked & (1 << 5)) store<f64>(results, mean(), 8 * 5);
  if (asked & (1 << 6)) store<f64>(results, median(), 8 * 6);
  if (asked & (1 << 7)) store<f64>(results, std(), 8 * 7);
  if (asked & (1 << 8)) store<f64>(results, range(), 8 * 8);
  if (asked & (1 << 9)) store<f64>(results, mode(), 8 * 9);
  if (asked & (1 << 10)) store<f64>(results, argmax(), 8 * 10);
  if (asked & (1 << 11)) store<f64>(results, recency(), 8 * 11);
}
