import { expect, it } from 'vitest';
import { dictionaryWarnings } from '../../domain/dictionary-warnings.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf, type WrittenRow } from './dictionary-table.ts';

const warnings = (...rows: WrittenRow[]): string[] => dictionaryWarnings('dictionary.csv', dictionaryOf(...rows));
const twin = { ...BASE_ROW, id: '9', name: 'logon' };

it('points out a row that computes what another one does, once', () => {
  expect(warnings(BASE_ROW, twin)).toEqual([
    'dictionary.csv line 3 (id 9, logon): logon_01_SUM_3d always equals login_01_SUM_3d of line 2: is one of the two rows a duplicate?',
  ]);
});

it('points out a row that shares only some functions and windows', () => {
  expect(warnings(BASE_ROW, { ...twin, cal_sort: 'MAX|COUNT', times: '7|30' })[0]).toContain(
    'logon_01_COUNT_7d always equals login_01_COUNT_7d',
  );
});

it.each<[string, WrittenRow]>([
  ['line', { business_line: '02' }],
  ['dim', { dim: 'phone' }],
  ['fold', { data_src: 'login:sum' }],
  ['condition', { data_src: 'login[value>0]:count' }],
  ['window kind', { window_kind: 'disjoint' }],
  ['functions', { cal_sort: 'MAX' }],
  ['windows', { times: '30' }],
])('says nothing about rows of another %s', (_, change) => {
  expect(warnings(BASE_ROW, { ...twin, ...change })).toEqual([]);
});

it('knows that count does not look at the attribute', () => {
  expect(warnings(BASE_ROW, { ...twin, data_src: 'login.size:count' })).toEqual([
    expect.stringContaining('always equals login_01_SUM_3d'),
    'dictionary.csv line 3 (id 9, logon): count counts events, so .size in data_src changes nothing',
  ]);
});

it('points out an attribute read twice', () => {
  expect(warnings(ATTRIBUTE_ROW, { ...ATTRIBUTE_ROW, id: '9', name: 'state' })[0]).toContain(
    'state_ASOF always equals stage_ASOF of line 2',
  );
});

it('points out a condition that never holds, and an attribute that gets no column', () => {
  expect(warnings({ ...BASE_ROW, data_src: 'call[attrs.result>ok]:count' })[0]).toContain(
    '"ok" in data_src is no number, so > never holds',
  );
  expect(warnings({ ...BASE_ROW, data_src: 'call[attrs.result!=ok]:count' })).toEqual([]);
  expect(warnings({ ...ATTRIBUTE_ROW, dim: 'user' })[0]).toContain('an attribute of a linked type gets no column');
});
