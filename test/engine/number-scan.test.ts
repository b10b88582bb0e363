import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanNumber } from '../../engine/number-scan.ts';

const encoder = new TextEncoder();

/** The number at the start of a text and how many bytes it has; undefined where there is none. */
function scan(text: string): [value: number, length: number] | undefined {
  const into = new Float64Array(3).fill(Number.NaN);
  const end = scanNumber(encoder.encode(`:${text}`), 1, into, 1);
  expect([into[0], into[2]]).toEqual([Number.NaN, Number.NaN]);
  return end < 0 ? undefined : [into[1]!, end - 1];
}

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));

describe('scanNumber', () => {
  it('reads any decimal as Number does', () => {
    const exponent = fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc.integer({ min: -330, max: 300 }).map((e) => `e${e}`),
    );
    const fraction = fc.oneof(
      fc.constant(''),
      digits(1, 25).map((d) => `.${d}`),
    );
    fc.assert(
      fc.property(fc.constantFrom('', '-'), digits(1, 25), fraction, exponent, (sign, whole, rest, exp) => {
        const text = sign + whole + rest + exp;
        const value = Number(text);
        fc.pre(Number.isFinite(value));
        expect(scan(text)).toEqual([value + 0, text.length]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reads what String writes as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(scan(String(x))?.[0]).toBe(x + 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is right next to the middle of two doubles, where the last digit decides', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(-1n, 0n, 1n),
        (m, k, off) => {
          const middle = ((2n * m + 1n) * 5n ** BigInt(k) + off).toString();
          const text = `${middle.slice(0, -k)}.${middle.slice(-k)}`;
          expect(scan(text)?.[0]).toBe(Number(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('stops at the first byte that is no part of the number', () => {
    expect(scan('12.5 7:1')).toEqual([12.5, 4]);
    expect(scan('3\n')).toEqual([3, 1]);
    expect(scan('1.2.3')).toEqual([1.2, 3]);
  });

  it('never gives -0', () => {
    for (const text of ['-0', '-0.0', '-0e5', '-1e-400', '-0.00000000000000000000000000'])
      expect(scan(text)?.[0]).toBe(0);
  });

  it.each([
    '',
    '-',
    '.5',
    '5.',
    '5.e1',
    '+1',
    'NaN',
    'nan',
    'Infinity',
    '-inf',
    '1e',
    '1e+',
    '1e400',
    '-1e999',
    ' 1',
    '--1',
    'e5',
  ])('finds no number in %j', (text) => {
    expect(scan(text)).toBeUndefined();
  });

  it('reads hexadecimal as the 0 before the x', () => {
    expect(scan('0x10')).toEqual([0, 1]);
  });
});
