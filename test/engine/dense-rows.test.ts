import { describe, expect, it } from 'vitest';
import { denseRows } from '../../engine/dense-rows.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';

const rows = (text: string): ReturnType<typeof readLibsvm> => readLibsvm(new TextEncoder().encode(text));

describe('denseRows', () => {
  it('puts column p at p - 1 and fills the rest with absent', () => {
    const text = '0 1:5 3:0\n0\n0 2:0.1\n';
    expect(denseRows(rows(text), 3, Number.NaN)).toEqual(
      Float32Array.of(5, Number.NaN, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0.1, Number.NaN),
    );
    expect(denseRows(rows(text), 3, -1)).toEqual(Float32Array.of(5, -1, 0, -1, -1, -1, -1, 0.1, -1));
  });

  it('gives no numbers for no rows', () => {
    expect(denseRows(rows(''), 3, 0)).toHaveLength(0);
  });

  it('keeps numbers beyond float32 finite and on their side', () => {
    const largest = 3.4028234663852886e38;
    expect([...denseRows(rows('0 1:1e39 2:-1e300 3:3.4028235677973366e38\n'), 3, 0)]).toEqual([
      largest,
      -largest,
      largest,
    ]);
  });

  it('refuses a column beyond the width', () => {
    expect(() => denseRows(rows('0 1:1\n0 4:1\n'), 3, 0)).toThrow('row 2 has column 4, and the model has 3 features');
  });
});
