import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanEach } from '../../stores/embedded/batch-scan.ts';
import { namesKey } from '../../stores/row-key.ts';
import { numberTable } from './number-table.ts';

const table = numberTable();

/** Of many lengths, so that a short one stands behind a long one. */
const name = (i: number): string => `id${String(i).padStart(3, '0')}${'x'.repeat((i * 7) % 23)}`;

/** How many entries each name has: mostly none to two, now and then more than the largest page. */
const counts = fc.array(
  fc.oneof({ weight: 30, arbitrary: fc.nat(2) }, { weight: 3, arbitrary: fc.nat(40) }, fc.constant(600)),
  { minLength: 1, maxLength: 120 },
);
/** All names, every k-th of them, or any in any order, also twice. */
const asked = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((step) => Array.from({ length: 120 }, (_, i) => i).filter((i) => i % step === 0)),
  fc.array(fc.nat(130), { maxLength: 60 }),
  fc.uniqueArray(fc.nat(130), { maxLength: 60 }).map((names) => names.toSorted((a, b) => a - b)),
);

it('gives each prefix its entries, in order, whatever stands between them and in whatever order they are asked for', () => {
  fc.assert(
    fc.property(counts, asked, (entries, names) => {
      table().clearSync();
      table().transactionSync(() => {
        for (const [i, count] of entries.entries())
          for (let n = 0; n < count; n++) table().putSync(Buffer.concat([namesKey(name(i)), Buffer.of(n >> 8, n)]), n);
      });
      const found = Array.from(
        scanEach(
          table(),
          names.map((i) => namesKey(name(i))),
        ),
        (own) => own.map(({ key, value }) => `${key.toString('latin1', 0, key.length - 2)}${value}`),
      );
      const expected = names.map((i) => Array.from({ length: entries[i] ?? 0 }, (_, n) => `${name(i)}\0${n}`));
      expect(found).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});
