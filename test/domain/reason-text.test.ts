import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { alikeWhenAbsent, columnFeature, reasonText } from '../../domain/reason-text.ts';
import { reasonsOf } from '../../domain/score-reason.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf, type WrittenRow } from './dictionary-table.ts';

const said = (row: WrittenRow, feature: string, value: number | undefined): string =>
  reasonText(columnFeature(dictionaryOf(row), feature), feature, value);
const call = { ...BASE_ROW, dim: 'opportunity', name: 'call', explain: 'calls in a day' };

describe('a feature with its value', () => {
  it('is said in the words of the dictionary, with line and window', () => {
    expect(said(call, 'call_01_SUM_7d', 3)).toBe('calls in a day (line 01): 3 in all in 7 days');
    expect(said(call, 'call_01_COUNT_3d', 1)).toBe('calls in a day (line 01): on 1 day in 3 days');
    expect(said({ ...call, cal_sort: 'RECENCY' }, 'call_01_RECENCY_7d', 5)).toBe(
      'calls in a day (line 01): most recently 5 days before the run date',
    );
    expect(said(call, 'call_01_SUM_7d', undefined)).toBe('calls in a day (line 01): nothing in 7 days');
    expect(said({ ...call, window_kind: 'disjoint' }, 'call_01_SUM_3_7d', 1 / 3)).toBe(
      'calls in a day (line 01): 0.333333 in all 4 to 7 days back',
    );
  });

  it('says all of a whole number, which may be a date', () => {
    const joined = { ...ATTRIBUTE_ROW, explain: 'first order', data_src: 'attr:joined', vocab: '' };
    expect(said(joined, 'stage_ASOF', 19_970_203)).toBe('first order: 19970203');
    expect(said(joined, 'stage_ASOF', 1_234_567.5)).toBe('first order: 1234570');
  });

  it('says one of a unit as one, where the unit is an English plural', () => {
    const found = columnFeature(dictionaryOf(call), 'call_01_SUM_7d');
    if (found?.kind !== 'derived') throw new Error('the row makes it');
    const inAll = (unit: string, value: number): string => {
      const row = { ...found.row, more: { unit } };
      return reasonText({ ...found, row }, 'call_01_SUM_7d', value).replace(/.*: | in all.*/g, '');
    };
    expect(['minutes', 'refreshes', 'entries', 'yuan a month'].map((unit) => inAll(unit, 1))).toEqual([
      '1 minute',
      '1 refresh',
      '1 entry',
      '1 yuan a month',
    ]);
    expect(['s', 'ms', 'kbps', 'series', 'bonus', 'mass', '元'].map((unit) => inAll(unit, 1))).toEqual([
      '1 s',
      '1 ms',
      '1 kbps',
      '1 series',
      '1 bonus',
      '1 mass',
      '1 元',
    ]);
    expect([inAll('minutes a day', 1), inAll('minutes', 2), inAll('minutes', 0), inAll('minutes', -1)]).toEqual([
      '1 minute a day',
      '2 minutes',
      '0 minutes',
      '-1 minutes',
    ]);
  });

  it('says over whom it is taken together', () => {
    expect(said(BASE_ROW, 'user.login_01_SUM_3d', 2)).toBe(
      'logins (line 01), every linked user together: 2 in all in 3 days',
    );
  });

  it('reads an attribute back from its vocabulary', () => {
    expect(said(ATTRIBUTE_ROW, 'stage_ASOF', 2)).toBe('stage in force: won');
    expect(said(ATTRIBUTE_ROW, 'stage_ASOF', undefined)).toBe('stage in force: not known');
    expect(said({ ...ATTRIBUTE_ROW, vocab: '' }, 'stage_ASOF', 2.5)).toBe('stage in force: 2.5');
  });

  it('is said in Chinese where the dictionary is', () => {
    expect(said({ ...call, explain: '当日通话次数' }, 'call_01_SUM_7d', 3)).toBe(
      '当日通话次数(业务线 01):7 天内合计 3',
    );
  });

  it('has words for every function, and names what the dictionary does not have', () => {
    const row = { ...call, cal_sort: FUNCTION_NAMES.join('|') };
    const all = FUNCTION_NAMES.map((fn) => said(row, `call_01_${fn}_7d`, 4));
    expect(new Set(all).size).toBe(FUNCTION_NAMES.length);
    for (const text of all) expect(text).toMatch(/^calls in a day \(line 01\): .*4/);
    expect(said(call, 'gone_01_SUM_7d', 4)).toBe('gone_01_SUM_7d: 4');
  });

  it('takes a derived name without a type for the opportunity alone', () => {
    const both = dictionaryOf({ ...BASE_ROW, name: 'call' }, { ...call, id: '9' });
    expect(columnFeature(both, 'call_01_SUM_7d')?.row.dim).toBe('opportunity');
    expect(columnFeature(both, 'user.call_01_SUM_7d')?.row.dim).toBe('user');
  });
});

describe('the reasons of a score', () => {
  it('are the strongest of each side, absent features too, equal ones in the order of the model', () => {
    const { for: speaking, against } = reasonsOf(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      [1, Number.NaN, 3, 4, 0, 6, 7],
      [0.1, 0.5, -0.2, 0.5, 0.3, 0, -0.1, 99],
    );
    expect(speaking).toEqual([
      { feature: 'b', value: undefined, contribution: 0.5 },
      { feature: 'd', value: 4, contribution: 0.5 },
      { feature: 'e', value: 0, contribution: 0.3 },
    ]);
    expect(against.map(({ feature }) => feature)).toEqual(['c', 'g']);
  });

  it('are one where absent features say the same', () => {
    const dictionary = dictionaryOf({ ...call, cal_sort: 'SUM|COUNT|RECENCY', times: '3|7' });
    const features = ['call_01_SUM_7d', 'call_01_SUM_3d', 'call_01_COUNT_7d', 'call_01_RECENCY_7d', 'gone', 'lost'];
    const alike = alikeWhenAbsent(dictionary, features);
    expect([...alike]).toEqual([0, 1, 0, 0, 4, 5]);
    const nothing = features.map(() => Number.NaN);
    const told = reasonsOf(features, nothing, [0.4, 0.1, -0.3, -0.3, 0.2, 0], alike);
    expect(told.for.map(({ feature }) => feature)).toEqual(['gone', 'call_01_SUM_3d']);
    expect(told.against).toHaveLength(1);
    expect(told.against[0]).toMatchObject({
      feature: 'call_01_SUM_7d',
      value: undefined,
      also: ['call_01_COUNT_7d', 'call_01_RECENCY_7d'],
    });
    expect(told.against[0]?.contribution).toBeCloseTo(-0.2, 12);
    const some = reasonsOf(features, [2, 2, 1, 1, Number.NaN, Number.NaN], [0.4, 0.1, -0.3, -0.3, 0.2, 0], alike);
    expect(some.against.map(({ feature, also }) => [feature, also])).toEqual([
      ['call_01_COUNT_7d', undefined],
      ['call_01_RECENCY_7d', undefined],
    ]);
  });
});
