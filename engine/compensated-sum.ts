/**
 * Running sums with their rounding errors kept beside: the sum at `k` is the pair numbers[k] (what plain addition gives) and numbers[k + 1]
 * (what it lost). Pairs in a Float64Array, so that a step allocates nothing. The total's error stays near one rounding unless more than 2^50
 * times the result cancels out on the way. A sum that leaves the range of doubles stays not finite until it is reset.
 * Source: Ogita, Rump and Oishi 2005, "Accurate sum and dot product" (Sum2).
 */
export function addToSum(numbers: Float64Array, k: number, x: number): void {
  const before = numbers[k]!;
  const after = before + x;
  const added = after - before;
  numbers[k] = after;
  numbers[k + 1]! += before - (after - added) + (x - added);
}

/** The sum at `k`; not a number or infinite once it has left the range of doubles. */
export const totalOfSum = (numbers: Float64Array, k: number): number => numbers[k]! + numbers[k + 1]!;
