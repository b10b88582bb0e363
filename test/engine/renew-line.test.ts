import { expect, it } from 'vitest';
import { openOutput } from '../../engine/line-output.ts';
import { raiseDays } from '../../engine/renew-line.ts';

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
  raiseDays(out, line, 0, line.length, days, after - before);
  const raised = Buffer.from(`0${` 1:${after}`.repeat(CELLS)}`);
  expect(out.at).toBe(raised.length);
  expect(raised.equals(out.bytes.subarray(0, out.at))).toBe(true);
});
