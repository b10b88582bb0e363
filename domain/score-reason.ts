/** A feature that speaks for or against a score. */
export interface ScoreReason {
  readonly feature: string;
  /** Undefined: the opportunity does not have the feature, and that says something too. */
  readonly value: number | undefined;
  /** What it adds to the score, on the scale of the explanation; never 0. */
  readonly contribution: number;
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
 */
export function reasonsOf(
  features: readonly string[],
  values: ArrayLike<number>,
  contributions: ArrayLike<number>,
  count = REASONS_A_SIDE,
): ScoreReasons {
  const all = features.map((feature, i): ScoreReason => {
    const value = values[i] ?? Number.NaN;
    return { feature, value: Number.isNaN(value) ? undefined : value, contribution: contributions[i] ?? 0 };
  });
  const side = (sign: 1 | -1): ScoreReason[] =>
    all
      .filter(({ contribution }) => sign * contribution > 0)
      .sort((a, b) => sign * (b.contribution - a.contribution))
      .slice(0, count);
  return { for: side(1), against: side(-1) };
}
