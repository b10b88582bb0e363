import fc from 'fast-check';
import type { Daily } from './naive.ts';

/** Families of numbers on which sums, deviations and ties go wrong when they go wrong. Each list draws from one family. */
const families: Record<string, fc.Arbitrary<number>> = {
  counts: fc.integer({ min: 0, max: 6 }),
  amounts: fc.integer({ min: -50_000, max: 5_000_000 }).map((cents) => cents / 100),
  'close together and far from 0': fc.integer({ min: 0, max: 40 }).map((eighths) => 1e15 + eighths / 8),
  'a billion and noise': fc.double({ min: -3, max: 3, noNaN: true }).map((noise) => 1e9 + noise),
  'equal tenths': fc.constant(0.1),
  'equal, with a mean that is rounded': fc.constant(12_345_678.9),
  'zeros of both signs': fc.constantFrom(0, -0),
  'one far away': fc.constantFrom(1e15, 1, 2, 0.3),
  cancelling: fc.constantFrom(1e16, -1e16, 1, -1, 0.1),
  millionths: fc.integer({ min: -9, max: 9 }).map((n) => n / 1e6),
};

const back = fc.integer({ min: 1, max: 45 });

/** One entity's values: a day at most once. */
export const dailyValues: fc.Arbitrary<Daily[]> = fc
  .oneof(
    ...Object.values(families).map((value) =>
      fc.uniqueArray(fc.tuple(back, value), { selector: ([day]) => day, maxLength: 30 }),
    ),
  )
  .map((entries) => entries.map(([day, value]): Daily => [day, value]));

/** Values of several entities together: a day may come many times. */
export const pooledValues: fc.Arbitrary<Daily[]> = fc.oneof(
  ...Object.values(families).map((value) => fc.array(fc.tuple(back, value), { maxLength: 60 })),
);
