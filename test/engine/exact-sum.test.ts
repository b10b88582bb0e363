import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundToMicro } from '../../domain/decimal.ts';
import { exactSum } from '../../engine/exact-sum.ts';

/** Reference: Python's exact fractions, fsum and round; null where fsum gives up on the way although the sum itself may be a number. */
const PYTHON = `
import json, math, sys
from fractions import Fraction
def fsum(v):
    try: return math.fsum(v)
    except OverflowError: return None
def exact(v):
    s = sum(map(Fraction, v))
    try: return float(s)
    except OverflowError: return "Infinity" if s > 0 else "-Infinity"
q = json.load(sys.stdin, parse_int=float)  # JSON writes a double of 2^53 and more as a whole number that is another one
json.dump({"fsum": [fsum(v) for v in q["sums"]], "exact": [exact(v) for v in q["sums"]], "round": [round(x, 6) for x in q["numbers"]]}, sys.stdout)
`;

interface Answers {
  readonly fsum: readonly (number | null)[];
  readonly exact: readonly (number | string)[];
  readonly round: readonly number[];
}

const askPython = (sums: readonly number[][], numbers: readonly number[]): Answers =>
  JSON.parse(
    execFileSync('python3', ['-c', PYTHON], {
      input: JSON.stringify({ sums, numbers }),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  ) as Answers;

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => cents / 100);
const cancelling = fc.array(finite, { maxLength: 8 }).map((values) => [...values, ...values.map((x) => -x), 1e-3]);
/** 1 and halves of its last bit: sums that are ties, broken by something very small. */
const nearTie = fc.array(fc.constantFrom(1, 2 ** -53, -(2 ** -53), 2 ** -54, 2 ** -106, -(2 ** -106), 2 ** -1074), {
  maxLength: 9,
});
const huge = fc.array(fc.constantFrom(1.7e308, -1.7e308, 1e308, -1e308, 2 ** 970, -(2 ** 969), 1, 2 ** -1074), {
  maxLength: 9,
});
const sums = fc.oneof(
  fc.array(finite, { maxLength: 20 }),
  fc.array(amount, { maxLength: 40 }),
  cancelling,
  nearTie,
  huge,
);

/** Odd multiples of 1/128 are the only doubles that lie half way between two millionths. */
const tie = fc
  .tuple(fc.bigInt({ min: -(2n ** 39n), max: 2n ** 39n }), fc.nat(45))
  .map(([k, shift]) => Number(((2n * k + 1n) >> BigInt(shift)) | 1n) / 128);
const numbers = fc.oneof(
  tie,
  amount,
  fc.double({ min: -1e10, max: 1e10, noNaN: true }),
  finite,
  fc.double({ min: 8e9, max: 9e9, noNaN: true }),
);

/** The inputs whose results are not Python's, but for the sign of 0, with both. */
const different = <T>(inputs: readonly T[], ours: (input: T) => number, theirs: readonly number[]): unknown[] =>
  inputs.flatMap((input, i) =>
    Object.is(ours(input), theirs[i]! + 0) ? [] : [{ input, ours: ours(input), theirs: theirs[i] }],
  );

describe('exactSum', () => {
  const asked = { sums: fc.sample(sums, 2_000), numbers: fc.sample(numbers, 2_000) };
  const answers = askPython(asked.sums, asked.numbers);

  it('is the exact sum, correctly rounded, also where it is too large on the way or at the end', () => {
    expect(different(asked.sums, exactSum, answers.exact.map(Number))).toEqual([]);
  });

  it("is Python's fsum wherever that gives a number", () => {
    const told = asked.sums.filter((_, i) => answers.fsum[i] !== null);
    expect(told.length).toBeGreaterThan(1_000);
    const sumsTold = answers.fsum.filter((x) => x !== null);
    expect(different(told, exactSum, sumsTold)).toEqual([]);
  });

  it("rounds to millionths as Python's round does", () => {
    expect(different(asked.numbers, roundToMicro, answers.round)).toEqual([]);
  });

  it('does not depend on the order of its terms', () => {
    const shuffled = sums.chain((values) =>
      fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
    );
    fc.assert(fc.property(shuffled, ([values, other]) => Object.is(exactSum(values), exactSum(other))));
  });

  it.each([
    ['nothing', [], 0],
    ['negative zero', [-0, -0], 0],
    ['tenths', Array<number>(10).fill(0.1), 1],
    ['a sum that leaves the doubles and comes back', [1.7e308, 1.7e308, -1.7e308, -1.7e308, 3], 3],
    ['a sum too large', [1.7e308, 1.7e308], Infinity],
    ['the smallest double', [2 ** -1074, 1e308, 1e308, -1e308, -1e308], 2 ** -1074],
  ])('%s', (_, values, sum) => {
    expect(exactSum(values)).toBe(sum);
  });
});
