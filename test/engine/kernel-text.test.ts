import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matrixWriter } from '../../engine/libsvm-from-matrix.ts';
import { compilePlan } from '../../engine/plan.ts';
import { baseFeature } from './dictionary-rows.ts';
import { matrixFrom } from './packed-days.ts';

const anyDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  fc.integer(),
  fc.tuple(fc.integer(), fc.constantFrom(2, 3, 7, 10, 100, 1e6)).map(([sum, count]) => sum / count),
);
const plan = compilePlan([baseFeature({ windowDays: [9], functions: ['MAX'] })]);
const writer = matrixWriter(plan, Int32Array.of(1));

/** The text of each number as the value of a window of one entry, and as a result over two. */
function textsOf(numbers: readonly number[]): string[] {
  const alone = numbers.map((x) => [[[1, x] as const]]);
  const twice = numbers.map((x) => [[[1, x] as const, [2, x] as const]]);
  return Buffer.from(writer.write(matrixFrom([...alone, ...twice])))
    .toString()
    .trimEnd()
    .split('\n');
}

const expected = (numbers: readonly number[]): string[] =>
  [...numbers, ...numbers].map((x) => `0 1:${String(x === 0 ? 0 : x)}`);

it('numbers are written as String writes them', () => {
  fc.assert(
    fc.property(fc.array(anyDouble, { minLength: 1, maxLength: 50 }), (numbers) => {
      expect(textsOf(numbers)).toEqual(expected(numbers));
    }),
    { numRuns: 2_000 },
  );
});

it('also whole and short ones, means, cents, and what lies beside powers of two and ten', () => {
  const whole = Array.from({ length: 1_100 }, (_, i) => i);
  const powers = Array.from({ length: 40 }, (_, i) => [2 ** (i - 20), 10 ** (i - 20)]).flat();
  const beside = powers.flatMap((x) => [x, x * (1 + 2 ** -52), x * (1 - 2 ** -53), x * 0.999, x + 0.5]);
  const means = whole.flatMap((i) => [i / 3, i / 7, i / 8, i / 64, i / 100, i * 12_345.678, (i * 1e12) / 7]);
  const tiny = whole.map((i) => 1e-6 + i * 1.1e-9);
  const numbers = [...whole, ...beside, ...means, ...tiny].flatMap((x) => [x, -x]);
  expect(textsOf(numbers)).toEqual(expected(numbers));
});
