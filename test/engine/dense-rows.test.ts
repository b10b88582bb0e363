import { describe, expect, it } from 'vitest';
import { denseRows } from '../../engine/dense-rows.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';

const rows = (text: string): ReturnType<typeof readLibsvm> => readLibsvm(new TextEncoder().encode(text));
/** Columns 1 to 3 of a model of three features, in their order. */
const inOrder = Int32Array.of(0, 1, 2, 3);
const NONE = Number.NaN;

describe('denseRows', () => {
  it('puts a column at its place and fills the rest with absent', () => {
    const text = '0 1:5 3:0\n0\n0 2:0.1\n';
    expect(denseRows(rows(text), Int32Array.of(0, 1, 2), inOrder, 3, NONE)).toEqual(
      Float32Array.of(5, NONE, 0, NONE, NONE, NONE, NONE, 0.1, NONE),
    );
    expect(denseRows(rows(text), Int32Array.of(0, 1, 2), inOrder, 3, -1)).toEqual(
      Float32Array.of(5, -1, 0, -1, -1, -1, -1, 0.1, -1),
    );
  });

  it('takes the wanted rows in the order asked for, and leaves columns out that the model has not', () => {
    const text = '0 1:1 2:2 4:4\n0 2:20 3:30\n0 4:400\n';
    expect(denseRows(rows(text), Int32Array.of(2, 0), Int32Array.of(0, 0, 2, 0, 1), 2, 0)).toEqual(
      Float32Array.of(400, 0, 4, 2),
    );
  });

  it('gives no numbers for no rows', () => {
    expect(denseRows(rows(''), new Int32Array(0), inOrder, 3, 0)).toHaveLength(0);
  });

  it('keeps numbers beyond float32 finite and on their side', () => {
    const largest = 3.4028234663852886e38;
    const text = '0 1:1e39 2:-1e300 3:3.4028235677973366e38\n';
    expect([...denseRows(rows(text), Int32Array.of(0), inOrder, 3, 0)]).toEqual([largest, -largest, largest]);
  });

  it('refuses a column that the index does not have', () => {
    expect(() => denseRows(rows('0 1:1\n0 4:1\n'), Int32Array.of(0, 1), inOrder, 3, 0)).toThrow(
      'row 2 has column 4, which the feature index does not have',
    );
  });
});
