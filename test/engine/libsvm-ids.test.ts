import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIds, writeIds } from '../../engine/libsvm-ids.ts';

describe('an .ids file', () => {
  it('is an id a line', () => {
    expect(new TextDecoder().decode(writeIds(['a', '商机-1', 'b c']))).toBe('a\n商机-1\nb c\n');
    expect(writeIds([])).toHaveLength(0);
  });

  it('gives back any ids without a line break, also ones that begin with U+FEFF or end with a carriage return', () => {
    const id = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        expect(readIds(writeIds(ids))).toEqual(ids);
      }),
    );
    expect(readIds(writeIds(['\uFEFFa', 'b\r']))).toEqual(['\uFEFFa', 'b\r']);
  });

  it('refuses an id with a line break', () => {
    expect(() => writeIds(['a', 'b\nc'])).toThrow('the id "b\\nc" has a line break');
  });

  it('refuses a file that was cut short or is no text', () => {
    expect(() => readIds(writeIds(['abc']).subarray(0, 2))).toThrow('ends within a line');
    expect(() => readIds(Uint8Array.of(0xff, 10))).toThrow('is not UTF-8');
  });
});
