/** A feature that speaks for or against a score. */
export interface ScoreReason {
  readonly feature: string;
  /** Undefined: the opportunity does not have the feature, and that says something too. */
  readonly value: number | undefined;
  /** What it adds to the score, on the scale of the explanation; never 0. */
  readonly contribution: number;
  /** Absent features that say the same and are counted with it; left out where there are none. */
  readonly also?: readonly string[];
}

interface ScoreReasons {
  /** Strongest first; fewer than asked for where fewer features speak that way. */
  readonly for: readonly ScoreReason[];
  readonly against: readonly ScoreReason[];
}

/** How many reasons of each side a lead gets. */
const REASONS_A_SIDE = 3;

/**
 * The features that speak most for and most against a score; of equal ones the first in the model's order.
 * @param values        [features], NaN where absent
 * @param contributions [features], more places are passed over
 * @param alike         [features], the place of the first feature that says the same where both are absent (alikeWhenAbsent): they are one
 *                      reason with one sum, or the same sentence would speak for and against
 */
export function reasonsOf(
  features: readonly string[],
  values: ArrayLike<number>,
  contributions: ArrayLike<number>,
  alike: ArrayLike<number> = features.map((_, i) => i),
  count = REASONS_A_SIDE,
): ScoreReasons {
  const sums = Float64Array.from(features, (_, i) => contributions[i] ?? 0);
  const isAbsent = (i: number): boolean => Number.isNaN(values[i] ?? Number.NaN);
  const also = new Map<number, string[]>();
  for (const [i, feature] of features.entries()) {
    const first = alike[i] ?? i;
    if (first === i || sums[i] === 0 || !isAbsent(i) || !isAbsent(first)) continue;
    sums[first] = (sums[first] ?? 0) + (sums[i] ?? 0);
    sums[i] = 0;
    also.set(first, [...(also.get(first) ?? []), feature]);
  }
  const reasonAt = (i: number): ScoreReason => {
    const others = also.get(i);
    return {
      feature: features[i] ?? '',
      value: isAbsent(i) ? undefined : values[i],
      contribution: sums[i] ?? 0,
      ...(others ? { also: others } : {}),
    };
  };
  const side = (sign: 1 | -1): ScoreReason[] =>
    [...sums.keys()]
      .filter((i) => sign * (sums[i] ?? 0) > 0)
      .sort((a, b) => sign * ((sums[b] ?? 0) - (sums[a] ?? 0)))
      .slice(0, count)
      .map(reasonAt);
  return { for: side(1), against: side(-1) };
}
