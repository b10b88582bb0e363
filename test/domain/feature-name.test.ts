import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregatedName,
  attributeName,
  baseName,
  baseRowName,
  derivedName,
  parseFeatureName,
} from '../../domain/feature-name.ts';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { windowsOf } from '../../domain/window.ts';

it('builds the names of the contract', () => {
  const [trailing] = windowsOf([7], 'trailing');
  const [, disjoint] = windowsOf([3, 7], 'disjoint');
  expect(baseName('login', '01')).toBe('login_01');
  expect(baseName('login', '')).toBe('login');
  expect(baseRowName('login_01', dayOfDate('2021-05-09'))).toBe('login_01@2021-05-09');
  expect(derivedName('login_01', 'SUM', trailing!)).toBe('login_01_SUM_7d');
  expect(derivedName('login_01', 'SUM', disjoint!)).toBe('login_01_SUM_3_7d');
  expect(attributeName('stage')).toBe('stage_ASOF');
  expect(aggregatedName('user', 'login_01_SUM_7d')).toBe('user.login_01_SUM_7d');
});

describe('parseFeatureName', () => {
  it.each([
    'login_01',
    'login_01@2021-05-09',
    'login_SUM',
    'login_SUM_7',
    '_SUM_7d',
    'login_sum_7d',
    'a.b.c_SUM_7d',
    '',
  ])('%s is none', (text) => {
    expect(parseFeatureName(text)).toBeUndefined();
  });

  const base = fc.stringMatching(/^[\p{L}\p{N}_-]{1,12}$/u);
  const type = fc.option(fc.stringMatching(/^[\p{L}\p{N}_-]{1,8}$/u), { nil: undefined });
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 5 });
  const named = (owner: string | undefined, derived: string): string =>
    owner === undefined ? derived : aggregatedName(owner, derived);

  it('takes apart every derived name that is built, even of a base that looks like one', () => {
    fc.assert(
      fc.property(
        base,
        type,
        days,
        fc.constantFrom(...FUNCTION_NAMES),
        fc.constantFrom('trailing', 'disjoint'),
        (name, owner, unsorted, fn, kind) => {
          const ascending = unsorted.toSorted((a, b) => a - b);
          for (const window of windowsOf(ascending, kind)) {
            const written = kind === 'trailing' ? [window.to] : [window.from - 1, window.to];
            expect(parseFeatureName(named(owner, derivedName(name, fn, window)))).toEqual({
              type: owner,
              base: name,
              fn,
              days: written,
            });
          }
        },
      ),
    );
  });

  it('takes apart every attribute name that is built', () => {
    fc.assert(
      fc.property(base, type, (name, owner) => {
        expect(parseFeatureName(named(owner, attributeName(name)))).toEqual({
          type: owner,
          base: name,
          fn: 'ASOF',
          days: [],
        });
      }),
    );
  });
});
