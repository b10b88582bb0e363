/**
 * Running sums with their rounding errors kept beside: sum `k` is the pair sums[2k] (what plain addition gives) and sums[2k + 1] (what it lost).
 * Pairs in a Float64Array, so that a step allocates nothing. The total's error stays near one rounding unless more than 2^50 times the
 * result cancels out on the way. A sum that leaves the range of doubles stays not finite until it is reset.
 * Source: Ogita, Rump and Oishi 2005, "Accurate sum and dot product" (Sum2).
 */
export function addToSum(sums: Float64Array, k: number, x: number): void {
  const before = sums[2 * k]!;
  const after = before + x;
  const added = after - before;
  sums[2 * k] = after;
  sums[2 * k + 1]! += before - (after - added) + (x - added);
}

export const totalOfSum = (sums: Float64Array, k: number): number => sums[2 * k]! + sums[2 * k + 1]!;
