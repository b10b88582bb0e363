/** Below it a float32 has fewer digits than six to tell it from its neighbours. */
const SMALLEST_NORMAL = 2 ** -126;

/** The shortest decimal that reads back as the same float32, for example 0.1644953; `x` is a finite float32, -0 is written as 0. */
export function formatFloat32(x: number): string {
  // Two decimals of up to six digits are never the same float32, so six digits with their zeros taken off are already the shortest.
  for (let digits = Math.abs(x) < SMALLEST_NORMAL ? 1 : 6; digits < 9; digits++) {
    const rounded = Number(x.toPrecision(digits));
    if (Math.fround(rounded) === x) return String(rounded);
  }
  return String(Number(x.toPrecision(9)));
}
