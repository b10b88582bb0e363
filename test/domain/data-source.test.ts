import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../domain/condition.ts';
import { FOLDS, formatEventSource, parseAttributeSource, parseEventSource } from '../../domain/data-source.ts';

describe('parseEventSource', () => {
  it.each([
    ['call:count', { feature: 'call', attr: undefined, condition: undefined, fold: 'count' }],
    ['call.ring:sum', { feature: 'call', attr: 'ring', condition: undefined, fold: 'sum' }],
    [
      'call[value>=60]:max',
      { feature: 'call', attr: undefined, condition: { attr: undefined, operator: '>=', right: '60' }, fold: 'max' },
    ],
    [
      'call[attrs.at=10:30]:last',
      { feature: 'call', attr: undefined, condition: { attr: 'at', operator: '=', right: '10:30' }, fold: 'last' },
    ],
    ['通话.时长:min', { feature: '通话', attr: '时长', condition: undefined, fold: 'min' }],
  ])('%s', (text, source) => {
    expect(parseEventSource(text)).toEqual(source);
  });

  it.each([
    ['', ''],
    ['call', ''],
    ['call:', ''],
    ['call:avg', 'avg'],
    ['call.:sum', 'call.'],
    ['call[]:sum', ''],
    ['call[value~60]:sum', 'value~60'],
    ['call[value>=60:sum', 'call[value>=60'],
    [' call:sum', ' call'],
  ])('%j is none, the fault is %j', (text, part) => {
    expect(parseEventSource(text)).toMatchObject({ part });
  });

  it('reads what it writes', () => {
    const word = fc.stringMatching(/^[\p{L}\p{N}_]{1,8}$/u);
    const attr = fc.option(word, { nil: undefined });
    const right = fc.stringMatching(/^[^\]\n=<>!][^\]\n]{0,6}$/u);
    const condition = fc.option(fc.record({ attr, operator: fc.constantFrom(...OPERATORS), right }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.record({ feature: word, attr, condition, fold: fc.constantFrom(...FOLDS) }), (source) => {
        expect(parseEventSource(formatEventSource(source))).toEqual(source);
      }),
    );
  });
});

it.each([
  ['attr:stage', 'stage'],
  ['attr:阶段', '阶段'],
  ['attr:', undefined],
  ['attr:a.b', undefined],
  ['stage:last', undefined],
])('the attribute of %s is %s', (text, name) => {
  expect(parseAttributeSource(text)).toBe(name);
});
