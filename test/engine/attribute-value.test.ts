import { describe, expect, it } from 'vitest';
import { attributeValue } from '../../engine/attribute-value.ts';
import { attributeFeature } from './dictionary-rows.ts';

const through = (vocab: string | undefined, json: string): number | undefined =>
  attributeValue(attributeFeature('a', vocab?.split('|')), `{"z":"1.0 \\" 2","a":${json}}`);

describe('attributeValue', () => {
  it.each([
    ['20000.0', 20000],
    ['-0', 0],
    ['" 12.5 "', 12.5],
    ['true', 1],
    ['false', 0],
    ['null', undefined],
    ['"many"', undefined],
    ['"Infinity"', undefined],
    ['1e999', undefined],
    ['{}', undefined],
    ['[3]', undefined],
  ])('the number of %s is %s', (json, expected) => {
    expect(through(undefined, json)).toBe(expected);
  });

  it.each([
    ['A|B|C', '"B"', 2],
    ['A|B|C', '"b"', undefined],
    ['A|B|C', '" B"', undefined],
    ['A|B|C', 'null', undefined],
    ['false|true', 'true', 2],
    ['False|True', 'true', 2],
    ['true|True', 'true', 2],
    ['1|2', '2', 2],
    ['1|1.0', '1.0', 2],
    ['1', '1.0', undefined],
    ['1.0', '1', undefined],
    ['1.0', '"1.0"', 1],
    ['1e5|100000', '1e5', 1],
    ['-3', '-3', 1],
    ['constructor', '{}', undefined],
  ])('in the vocab %s the place of %s is %s', (vocab, json, expected) => {
    expect(through(vocab, json)).toBe(expected);
  });

  it('has none for an attribute that the version does not have, nor for a blank version', () => {
    expect(attributeValue(attributeFeature('toString'), '{"a":1}')).toBeUndefined();
    expect(attributeValue(attributeFeature('a'), '')).toBeUndefined();
  });

  it('refuses a version that should never have been stored', () => {
    expect(() => attributeValue(attributeFeature('a'), '[1]')).toThrow(
      /opportunity has attributes that are no JSON object/,
    );
  });
});
