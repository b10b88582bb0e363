/**
 * The sum of finite numbers, correctly rounded: the double nearest to their exact sum, a tie to even, whatever their order. Never -0;
 * 0 for none; infinite when the exact sum is beyond the largest double.
 * Source: Shewchuk 1997, "Adaptive precision floating-point arithmetic"; the same as Python's `math.fsum` wherever that gives a number.
 */
export function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (const value of values) {
    if (!addPartial(partials, value)) return wideSum(values);
  }
  return roundPartials(partials);
}

/** Adds to partials that do not overlap and grow in magnitude, without loss; false when a step leaves the range of doubles. */
function addPartial(partials: number[], value: number): boolean {
  let x = value;
  let kept = 0;
  for (const partial of partials) {
    const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
    const high = large + small;
    const low = small - (high - large);
    if (low !== 0) partials[kept++] = low;
    x = high;
  }
  partials.length = kept;
  partials.push(x);
  return Number.isFinite(x);
}

/** Adds the partials from the largest down; the first remainder decides, unless it is exactly half a unit and the partial below breaks the tie. */
function roundPartials(partials: readonly number[]): number {
  let i = partials.length - 1;
  let high = partials[i] ?? 0;
  let low = 0;
  while (i > 0 && low === 0) {
    i -= 1;
    const [x, y] = [high, partials[i]!];
    high = x + y;
    low = y - (high - x);
  }
  if (i > 0 && Math.sign(low) === Math.sign(partials[i - 1]!)) {
    const twice = low * 2;
    const next = high + twice;
    if (twice === next - high) high = next;
  }
  return high + 0;
}

/** The sum as a whole number of 2^-1074, the unit of all doubles: slow, and never out of range on the way. */
function wideSum(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + inSmallestUnits(value), 0n);
  const bits = (sum < 0n ? -sum : sum).toString(2).length;
  // 64 bits and a last one that says whether anything was cut round as the whole number does.
  const cut = BigInt(Math.max(0, bits - 64));
  const top = sum >> cut;
  const rest = sum - (top << cut) === 0n ? 0n : 1n;
  const scale = Number(cut) - 1074;
  const half = Math.trunc(scale / 2);
  return Number(top | rest) * 2 ** half * 2 ** (scale - half) + 0;
}

const bits = new DataView(new ArrayBuffer(8));

function inSmallestUnits(value: number): bigint {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return word >> 63n === 1n ? -magnitude : magnitude;
}
