import { expect, it } from 'vitest';
import { isAsPrinted } from './page.ts';

it.each([
  ['a\nb\n', 'a\nb\n', true],
  ['a   \nb\n\n', 'a\nb\n', true],
  ['in 0.4 s.\n', 'in … s.\n', true],
  ['in 0.4 s!\n', 'in … s.\n', false],
  ['a\n1\n2\nb\n', 'a\n…\nb\n', true],
  ['a\nb\n', 'a\n…\nb\n', true],
  ['a\n1\nb\nc\n', 'a\n…\nb\n', false],
  ['a\nb\n', 'a\n', false],
  ['a\n', 'a\nb\n', false],
  ['x*\n', 'x+\n', false],
])('%j against %j: %s', (output, printed, same) => {
  expect(isAsPrinted(output, printed)).toBe(same);
});
