import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDigits } from '../../engine/number-text-digits.ts';
import { formatFloat32 } from '../../engine/number-text-float32.ts';
import { MAX_NUMBER_BYTES, writeNumber } from '../../engine/number-text.ts';
import { doubleBits, doubleOf } from './doubles.ts';

const ROOM = 8;
const out = new Uint8Array(ROOM + MAX_NUMBER_BYTES);
const view = new DataView(out.buffer);
const decoder = new TextDecoder();
const one = new Float64Array(1);
const write = (x: number, at: number): number => {
  one[0] = x;
  return writeNumber(one, 0, view, at);
};

/** What writeNumber writes behind some other text, which must stay as it is. */
function textOf(x: number): string {
  out.fill(0x23);
  const end = write(x, ROOM);
  expect(out.subarray(0, ROOM).every((byte) => byte === 0x23)).toBe(true);
  return decoder.decode(out.subarray(ROOM, end));
}

/** Fails on the first wrong text; one assertion a number would take longer than the numbers. */
function expectSameAsString(numbers: Iterable<number>): void {
  for (const x of numbers) {
    const end = write(x, 0);
    const text = decoder.decode(out.subarray(0, end));
    if (text !== String(x)) expect.fail(`${String(x)} was written as ${text}`);
  }
}

function* sequence(count: number, next: (random: () => number, i: number) => number): Generator<number> {
  let state = 20260301;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i++) yield next(random, i);
}

describe('writeNumber writes what String writes', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [-12, '-12'],
    [0.5, '0.5'],
    [-0.25, '-0.25'],
    [0.1, '0.1'],
    [1.05, '1.05'],
    [0.000001, '0.000001'],
    [0.0000015, '0.0000015'],
    [1e-7, '1e-7'],
    [1234.5678, '1234.5678'],
    [100.01, '100.01'],
    [1 / 3, '0.3333333333333333'],
    [2 / 3, '0.6666666666666666'],
    [0.1 + 0.2, '0.30000000000000004'],
    [999999999, '999999999'],
    [1000000000, '1000000000'],
    [123456789012345, '123456789012345'],
    [2 ** 53, '9007199254740992'],
    [1e21, '1e+21'],
    [123e18, '123000000000000000000'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [-Number.MIN_VALUE, '-5e-324'],
    [-2.2250738585072014e-308, '-2.2250738585072014e-308'],
  ])('%d', (x, text) => {
    expect(textOf(x)).toBe(text);
  });

  it('whole numbers', () => {
    expectSameAsString(sequence(40_000, (random, i) => Math.floor(random() * 10 ** (i % 18))));
  });

  it('numbers of up to six decimals', () => {
    expectSameAsString(sequence(40_000, (random, i) => Math.round(random() * 10 ** (1 + (i % 15))) / 10 ** (i % 7)));
  });

  it('means and quotients', () => {
    expectSameAsString(
      sequence(60_000, (random, i) => Math.round(random() * 10 ** (3 + (i % 9))) / 10 ** (i % 7) / (1 + (i % 97))),
    );
  });

  it('all digits, signs and sizes', () => {
    expectSameAsString(
      sequence(60_000, (random, i) => (i % 2 === 0 ? 1 : -1) * random() * 10 ** ((i % 26) - 9) + random() * 1e-9),
    );
  });

  it('any double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(textOf(x)).toBe(String(x));
      }),
      { numRuns: 5_000 },
    );
  });

  it('powers of two and of ten and their neighbours', () => {
    const around = (x: number): number[] => [-2n, -1n, 0n, 1n, 2n].map((step) => doubleOf(doubleBits(x) + step));
    expectSameAsString(Array.from({ length: 140 }, (_, i) => around(2 ** (i - 60))).flat());
    expectSameAsString(Array.from({ length: 40 }, (_, i) => around(Number(`1e${i - 15}`))).flat());
  });
});

it('finds the digits of nearly every number itself, so that the quick way is the usual one', () => {
  const numbers = [...sequence(20_000, (random, i) => random() * 10 ** (i % 14) + 1e-6)].filter(
    (x) => !Number.isInteger(x),
  );
  const all = Float64Array.from(numbers);
  expect(numbers.filter((_, i) => writeDigits(all, i, view, 0) < 0).length).toBeLessThan(20);
});

describe('formatFloat32', () => {
  it.each([
    [0.1644953, '0.1644953'],
    [0.1, '0.1'],
    [-0, '0'],
    [1, '1'],
    [16777216, '16777216'],
    [1e-7, '1e-7'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [2 ** -149, '1e-45'],
  ])('%d', (x, text) => {
    expect(formatFloat32(Math.fround(x))).toBe(text);
  });

  it('reads back as the same float32, and no decimal with fewer digits does', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const text = formatFloat32(x);
        expect(Math.fround(Number(text))).toBe(x + 0);
        const digits = /^-?([\d.]+)/
          .exec(text)![1]!
          .replace('.', '')
          .replace(/^0+|0+$/g, '').length;
        for (let fewer = 1; fewer < digits; fewer++) expect(Math.fround(Number(x.toPrecision(fewer)))).not.toBe(x);
      }),
      { numRuns: 5_000 },
    );
  });
});
