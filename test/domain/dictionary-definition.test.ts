import { describe, expect, it } from 'vitest';
import { definedFeatures, definitionText, dictionaryText } from '../../domain/definition.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf, type WrittenRow } from './dictionary-table.ts';

const textOf = (row: WrittenRow): string => definitionText(dictionaryOf(row).rows[0]!);
const source = { ...BASE_ROW, data_src: 'login.size[value>=60]:sum' };

describe('definitionText', () => {
  it.each<[string, WrittenRow]>([
    ['fold', { data_src: 'login.size[value>=60]:max' }],
    ['attribute', { data_src: 'login.length[value>=60]:sum' }],
    ['condition', { data_src: 'login.size[value>=61]:sum' }],
    ['event', { data_src: 'logon.size[value>=60]:sum' }],
    ['window kind', { window_kind: 'disjoint' }],
    ['line', { business_line: '02' }],
    ['dim', { dim: 'phone' }],
  ])('changes with the %s', (_, change) => {
    expect(textOf({ ...source, ...change })).not.toBe(textOf(source));
  });

  it.each<[string, WrittenRow]>([
    ['explanation', { explain: 'other words' }],
    ['functions', { cal_sort: 'SUM|COUNT|MAX' }],
    ['windows', { times: '3|7|30' }],
    ['id', { id: '77' }],
  ])('stays with other %s', (_, change) => {
    expect(textOf({ ...source, ...change })).toBe(textOf(source));
  });

  it.each<[string, WrittenRow]>([
    ['order of the vocabulary', { vocab: 'won|new|lost' }],
    ['words of the vocabulary', { vocab: 'new|won|lost|dormant' }],
    ['absence of a vocabulary', { vocab: '' }],
    ['attribute', { data_src: 'attr:state' }],
  ])('changes with the %s', (_, change) => {
    expect(textOf({ ...ATTRIBUTE_ROW, ...change })).not.toBe(textOf(ATTRIBUTE_ROW));
  });
});

describe('definedFeatures', () => {
  it('lists the columns of the rows in the order of the file, windows outside, functions inside', () => {
    const rows = [BASE_ROW, ATTRIBUTE_ROW, { ...ATTRIBUTE_ROW, dim: 'user', id: '3' }];
    const features = definedFeatures(dictionaryOf(...rows), (text) => `hash of ${text}`);
    expect(features.map(({ feature }) => feature)).toEqual([
      ...['user.login_01_SUM_3d', 'user.login_01_COUNT_3d', 'user.login_01_SUM_7d', 'user.login_01_COUNT_7d'],
      'stage_ASOF',
    ]);
    expect(new Set(features.map(({ hash }) => hash)).size).toBe(2);
    expect(features[4]!.hash).toBe(`hash of ${textOf(ATTRIBUTE_ROW)}`);
  });
});

describe('dictionaryText', () => {
  const text = (row: WrittenRow): string => dictionaryText(dictionaryOf(row, ATTRIBUTE_ROW));
  it('stays with other words of explanation', () => {
    expect(text({ ...BASE_ROW, explain: 'x' })).toBe(text(BASE_ROW));
  });
  it.each<WrittenRow>([{ cal_sort: 'SUM' }, { times: '3' }, { id: '9' }, { name: 'logon' }, { data_src: 'login:sum' }])(
    'changes with %o',
    (change) => {
      expect(text({ ...BASE_ROW, ...change })).not.toBe(text(BASE_ROW));
    },
  );
});
