import { expect, it } from 'vitest';
import { opportunityNamesOf } from '../../domain/dictionary.ts';
import { growIndex, EMPTY_INDEX } from '../../domain/feature-index.ts';
import { silentRows } from '../../domain/silent-rows.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf } from './dictionary-table.ts';

const dictionary = dictionaryOf(BASE_ROW, ATTRIBUTE_ROW, { ...ATTRIBUTE_ROW, id: '3', dim: 'user', name: 'age' });
const names = dictionary.rows.flatMap(opportunityNamesOf);
const { index } = growIndex(
  EMPTY_INDEX,
  names.map((feature) => ({ feature, hash: feature })),
);
const silent = (newFeatures: number, ...withValue: string[]): string[] =>
  silentRows({ dictionary, index, newFeatures, withValue: new Set(withValue) });

it('are rows of which every feature is new and none has a value; those without a column are not meant', () => {
  expect(names).toHaveLength(5);
  expect(silent(5)).toEqual(['user.login_01 (id 1)', 'stage (id 2)']);
  expect(silent(5, 'user.login_01_COUNT_7d')).toEqual(['stage (id 2)']);
  expect(silent(5, 'stage_ASOF')).toEqual(['user.login_01 (id 1)']);
});

it('are none of those that had a column before', () => {
  expect(silent(0)).toEqual([]);
  expect(silent(1)).toEqual(['stage (id 2)']);
  expect(silent(3)).toEqual(['stage (id 2)']);
});
