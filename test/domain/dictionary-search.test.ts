import { expect, it } from 'vitest';
import { searchDictionary } from '../../domain/dictionary-search.ts';
import type { DictionaryRow } from '../../domain/dictionary.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf } from './dictionary-table.ts';

const dictionary = dictionaryOf(
  { ...BASE_ROW, id: '10', name: 'refresh', explain: 'posts refreshed after a login', data_src: 'refresh:count' },
  { ...BASE_ROW, id: '11' },
  {
    ...BASE_ROW,
    id: '12',
    dim: 'phone',
    name: 'call',
    explain: '通话时长 SECONDS',
    business_line: '02',
    data_src: 'call:sum',
  },
  ATTRIBUTE_ROW,
);
const modelsOf = (row: DictionaryRow): string[] => (row.name === 'call' ? ['approval'] : []);
const found = (text: string): number[] => searchDictionary(dictionary, text, modelsOf).map(({ row }) => row.id);

it.each([
  ['an id', '11', [11]],
  ['a name before a mention in an explanation', 'login', [11, 10]],
  ['a beginning of a name', 'ref', [10]],
  ['a derived name', 'login_01_SUM_7d', [11]],
  ['an aggregated name', 'phone.call_02_COUNT_3d', [12]],
  ['a word of the explanation, whatever its case', 'seconds', [12]],
  ['Chinese', '通话', [12]],
  ['full-width letters', 'login', [11, 10]],
  ['a line', '02', [12]],
  ['a dimension', 'phone', [12]],
  ['a model', 'approval', [12]],
  ['every word at once', 'login 01 user', [11, 10]],
  ['nothing where one word is missing', 'login nowhere', []],
  ['nothing for no words', '  ', []],
])('finds %s', (_, text, ids) => {
  expect(found(text)).toEqual(ids);
});

it('keeps the order of the file among equals', () => {
  expect(found('user 01')).toEqual([10, 11]);
});
