import { expect, it } from 'vitest';
import { openOutput } from '../../engine/line-output.ts';
import { raiseDays } from '../../engine/kernel/raise-days.ts';

/** More than a chunk and its spare room, so that nothing but what is reserved for the line itself holds it. */
const CELLS = 200_000;
/** Of the first column only. */
const days = Uint8Array.of(0, 1);

it.each([
  ['a digit longer', 1, 10],
  ['as long as they can get', 1, 9_999_999_999],
])('has room for a long line whose days get %s', (_, before, after) => {
  const line = Buffer.from(`0${` 1:${before}`.repeat(CELLS)}`);
  const out = openOutput();
  raiseDays(out, line, days, after - before);
  const raised = Buffer.from(`0${` 1:${after}`.repeat(CELLS)}`);
  expect(out.at).toBe(raised.length);
  expect(raised.equals(out.bytes.subarray(0, out.at))).toBe(true);
});

const raised = (text: string, isDay: Uint8Array, raise: number): string => {
  const out = openOutput();
  raiseDays(out, Buffer.from(text), isDay, raise);
  return Buffer.from(out.bytes.subarray(0, out.at)).toString();
};

it('tells columns of any number of digits apart', () => {
  const long = new Uint8Array(12_345_679);
  long.set([1], 1);
  long.set([1], 12_345_678);
  expect(raised('0 1:9 12:9 12345678:99 112345678:9 2147483647:9\n0 11:5\n0\n0 1:1\n', long, 2)).toBe(
    '0 1:11 12:9 12345678:101 112345678:9 2147483647:9\n0 11:5\n0\n0 1:3\n',
  );
});

it('reads no further than the text, whatever one before it left behind', () => {
  expect(raised(' 1:12345678901234567890\n'.repeat(9), Uint8Array.of(0, 0), 1)).toContain(':12345678901234567890');
  expect(raised(' 1:7', days, 1)).toBe(' 1:8');
  expect(raised('', days, 1)).toBe('');
});

it('leaves cells of a damaged text as they are', () => {
  const damaged = `0 1 1 1  1 1: 1:\0 1${' 1'.repeat(1 << 16)}`;
  expect(raised(damaged, days, 1)).toBe(damaged.replace(' 1: 1:', ' 1:1 1:1'));
});
