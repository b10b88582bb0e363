import { expect, it } from 'vitest';
import { nearestWord } from '../../domain/dictionary-nearest.ts';

it.each([
  ['SUMM', ['SUM', 'MAX'], 'SUM'],
  ['mean', ['MEAN', 'MEDIAN'], 'MEAN'],
  ['bpi', ['sample', 'bpi2012'], 'bpi2012'],
  ['percentile', ['MEAN', 'MODE'], undefined],
  ['', ['a'], undefined],
  ['x', [], undefined],
])('%s among %j', (word, known, nearest) => {
  expect(nearestWord(word, known)).toBe(nearest);
});
