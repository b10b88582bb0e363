import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '../../domain/instant.ts';

describe('instant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1969-12-31T23:59:59.5Z', -500_000],
    ['2011-10-01T02:38:44.546+02:00', Date.UTC(2011, 9, 1, 0, 38, 44, 546) * 1000],
    ['2011-10-01 02:38:44-0730', Date.UTC(2011, 9, 1, 10, 8, 44) * 1000],
    ['2012-02-29T23:59Z', Date.UTC(2012, 1, 29, 23, 59) * 1000],
    ['2012-02-29T23:59:59,25z', Date.UTC(2012, 1, 29, 23, 59, 59, 250) * 1000],
    ['2012-02-29T00:00:00.1234567899Z', Date.UTC(2012, 1, 29) * 1000 + 123_456],
  ])('reads %s', (text, micros) => {
    expect(parseInstant(text)).toBe(micros);
  });

  it.each([
    '',
    '2011-10-01',
    '2011-10-01T00:00:00',
    '2011-02-30T00:00:00Z',
    '2011-13-01T00:00:00Z',
    '2011-10-01T24:00:00Z',
    '2011-10-01T00:60:00Z',
    '01/10/2011 00:00Z',
    '2011-10-01T00:00:00.Z',
    '2011-10-01T00:00:00+2',
    '2011-10-01T00:00:00+24:00',
    '2011-10-01T00:00:00-99',
  ])('refuses "%s"', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e15, max: 8e15 }), (micros) => {
        expect(parseInstant(formatInstant(micros))).toBe(micros);
      }),
    );
  });
});
