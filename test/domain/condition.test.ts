import { describe, expect, it } from 'vitest';
import { formatCondition, holds, parseCondition } from '../../domain/condition.ts';

const test = (text: string, left: unknown): boolean => holds(parseCondition(text)!, left);

describe('parseCondition', () => {
  it.each(['value>=60', 'attrs.result=ok', 'attrs.x!=a b', 'value<0', 'attrs.a<=-1.5'])(
    '%s reads back the same',
    (text) => {
      expect(formatCondition(parseCondition(text)!)).toBe(text);
    },
  );
  it('takes the longest operator', () => {
    expect(parseCondition('value>=6')).toEqual({ attr: undefined, operator: '>=', right: '6' });
  });
  it.each(['', 'value', 'value>', 'result=ok', 'attrs.=1', 'value=a]', 'values=1'])('%j is none', (text) => {
    expect(parseCondition(text)).toBeUndefined();
  });
});

describe('holds', () => {
  it.each<[string, unknown, boolean]>([
    ['value>=60', 60, true],
    ['value>60', 60, false],
    ['value<60', 59.5, true],
    ['value<=60', 60.5, false],
    ['value=60', 60, true],
    ['value!=60', 60, false],
    ['attrs.n=1.0', '1', true],
    ['attrs.n=1e0', 1, true],
    ['attrs.n!=1', '1.0', false],
    ['attrs.b=1', true, true],
    ['attrs.b>0', false, false],
  ])('numbers as numbers: %s with %j', (text, left, expected) => {
    expect(test(text, left)).toBe(expected);
  });

  it.each<[string, unknown, boolean]>([
    ['attrs.r=ok', 'ok', true],
    ['attrs.r=ok', 'OK', false],
    ['attrs.r!=ok', 'no', true],
    ['attrs.r!=ok', 5, true],
    ['attrs.r>a', 'b', false],
    ['attrs.r<=b', 'b', false],
    ['attrs.r=60', 'sixty', false],
    ['attrs.r!=60', 'sixty', true],
  ])('the rest as text, with = and != only: %s with %j', (text, left, expected) => {
    expect(test(text, left)).toBe(expected);
  });

  it.each(['value=1', 'value!=1', 'value<1', 'attrs.r!=x'])('a missing side never holds: %s', (text) => {
    expect(test(text, undefined)).toBe(false);
    expect(test(text, null)).toBe(false);
  });
});
