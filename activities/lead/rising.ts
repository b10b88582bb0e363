import type { ScoreExpression } from '../../domain/score-expression.ts';

/** As a share of the output's size; small beside what makes scores differ, large beside the rounding of doubles. */
const STEP = 1e-3;

/**
 * For each lead whether the expression grows (1), falls (-1) or stays (0) with the output that it names first.
 * @param columns [names], each [rows]
 */
export function risingWithFirst(
  expression: ScoreExpression,
  columns: readonly Float64Array[],
  rows: number,
): Float64Array {
  const [first = new Float64Array(rows), ...others] = columns;
  const moved = (sign: 1 | -1): Float64Array =>
    expression.evaluate([first.map((x) => x + sign * STEP * Math.max(Math.abs(x), STEP)), ...others], rows);
  const [up, down] = [moved(1), moved(-1)];
  return up.map((x, i) => Math.sign(x - (down[i] ?? 0)) || 0);
}
