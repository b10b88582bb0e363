import { describe, expect, it } from 'vitest';
import { lookUp } from '../../domain/dictionary-lookup.ts';
import { explain, explainParts, wordsFor, type Explanation } from '../../domain/explain-feature.ts';
import { chinese } from '../../domain/explain-chinese.ts';
import { english } from '../../domain/explain-english.ts';
import { FOLDS } from '../../domain/data-source.ts';
import { ATTRIBUTE_ROW, BASE_ROW, dictionaryOf, type WrittenRow } from './dictionary-table.ts';

function explained(row: WrittenRow, name: string): Explanation {
  const [found] = lookUp(dictionaryOf(row), name);
  return explain(found!);
}

const call = {
  ...BASE_ROW,
  name: 'ring',
  data_src: 'call.ring[attrs.result=ok]:sum',
  times: '1|7',
  window_kind: 'disjoint',
};

describe('in English', () => {
  it('explains a feature of one id', () => {
    expect(explained(BASE_ROW, 'login_01_COUNT_7d')).toEqual({
      meaning: ['the number of days with a value, over the 7 days before the run date'],
      day: 'the number of login events of business line 01',
      absent: 'where no day of the window has a value; 0 is a value',
    });
  });

  it('explains a feature over all linked ids, a window apart, an attribute and a condition', () => {
    const { meaning, day } = explained(call, 'user.ring_01_SUM_1_7d');
    expect(meaning).toEqual([
      'the sum of the daily values, over days 2 to 7 before the run date, the days of every user linked to the opportunity taken together',
    ]);
    expect(day).toBe('the sum of the attribute ring of call events of business line 01 with attribute result = ok');
  });

  it('explains an attribute with the places of its vocabulary', () => {
    expect(explained(ATTRIBUTE_ROW, 'stage_ASOF').meaning[0]).toContain(
      '1 new, 2 won, 3 lost; any other text is absent',
    );
    expect(explained({ ...ATTRIBUTE_ROW, vocab: '' }, '2').meaning[0]).toMatch(/as a number$/);
  });

  it('lists the functions and windows of a row', () => {
    const row = dictionaryOf(call).rows[0]!;
    expect(row.kind === 'base' && explainParts(row)).toEqual({
      functions: ['SUM the sum of the daily values', 'COUNT the number of days with a value'],
      windows: ['0_1d yesterday', '1_7d days 2 to 7 before the run date'],
    });
  });
});

describe('in Chinese', () => {
  it('explains a feature where the row is explained in Chinese', () => {
    const row = { ...call, explain: '有效通话时长' };
    expect(explained(row, 'user.ring_01_SUM_1_7d')).toEqual({
      meaning: ['跑批日期前第 2 至第 7 天,商机所关联的全部 user 合并后,日值之和'],
      day: '业务线 01 中属性 result = ok 的 call 事件的属性 ring 之和',
      absent: '时间窗内没有任何有值日;0 也是值',
    });
  });
});

it('takes the language of the explain column', () => {
  expect(wordsFor(dictionaryOf({ ...BASE_ROW, explain: 'login 登录' }).rows[0]!)).toBe(chinese);
  expect(wordsFor(dictionaryOf({ ...BASE_ROW, explain: 'connexions à l’agenda' }).rows[0]!)).toBe(english);
  expect(wordsFor(dictionaryOf({ ...BASE_ROW, explain: '' }).rows[0]!)).toBe(english);
});

it.each([
  ['English', english],
  ['Chinese', chinese],
] as const)('has words of their own for every function, fold and label in %s', (_, words) => {
  expect(new Set(Object.values(words.functions)).size).toBe(Object.keys(words.functions).length);
  expect(new Set(FOLDS.map((fold) => words.day(fold, undefined, 'E'))).size).toBe(FOLDS.length);
  expect(Object.values(words.labels)).not.toContain('');
});
