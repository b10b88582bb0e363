import { describe, expect, it } from 'vitest';
import { lookUp, nearestName } from '../../domain/dictionary-lookup.ts';
import { derivedNamesOf, opportunityNamesOf } from '../../domain/dictionary.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf } from './dictionary-table.ts';

const dictionary = dictionaryOf(
  BASE_ROW,
  { ...BASE_ROW, id: '5', dim: 'opportunity', window_kind: 'disjoint' },
  ATTRIBUTE_ROW,
  { ...ATTRIBUTE_ROW, id: '6', dim: 'user', name: 'grade' },
);
const idsOf = (text: string): number[] => lookUp(dictionary, text).map(({ row }) => row.id);

describe('lookUp', () => {
  it.each([
    ['5', [5]],
    ['login_01', [1, 5]],
    ['user.login_01', [1]],
    ['login_01@2026-03-01', [1, 5]],
    ['login_01_SUM_7d', [1]],
    ['login_01_SUM_3_7d', [5]],
    ['user.login_01_SUM_7d', [1]],
    ['stage_ASOF', [2]],
    ['grade_ASOF', [6]],
    ['user.grade_ASOF', []],
    ['opportunity.login_01_SUM_3_7d', []],
    ['login_01_MAX_7d', []],
    ['login_01_SUM_8d', []],
    ['login', []],
    ['', []],
  ])('%s', (text, ids) => {
    expect(idsOf(text)).toEqual(ids);
  });

  it('tells a feature over all linked ids from that of one id', () => {
    expect(lookUp(dictionary, 'login_01_SUM_7d')).toMatchObject([{ aggregated: false, window: { from: 1, to: 7 } }]);
    expect(lookUp(dictionary, 'user.login_01_COUNT_3d')).toMatchObject([{ aggregated: true, fn: 'COUNT' }]);
  });

  it('finds every name that the rows give', () => {
    for (const row of dictionary.rows) {
      for (const name of [...derivedNamesOf(row), ...opportunityNamesOf(row)]) expect(idsOf(name)).toContain(row.id);
    }
  });
});

it('nearestName knows base names and columns', () => {
  expect(nearestName(dictionary, ['user.login_01_SUM_7d'], 'user.logon_01_SUM_7d')).toBe('user.login_01_SUM_7d');
  expect(nearestName(dictionary, [], 'LOGIN_1')).toBe('login_01');
  expect(nearestName(dictionary, [], 'quite different')).toBeUndefined();
});
