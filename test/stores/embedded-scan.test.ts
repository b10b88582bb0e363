import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SALTS } from '../../domain/salt.ts';
import { scanType } from '../../stores/embedded/scan.ts';
import { saltKey, saltTypeKey } from '../../stores/row-key.ts';
import { numberTable } from './number-table.ts';

const TYPES = ['a', 'ab', 'opportunity', 'user', 'z'] as const;
const SALTS_USED = [0, 1, 2, 300, SALTS - 2, SALTS - 1] as const;

const table = numberTable();

/** How many ids there are of a type in a salt: mostly none or one, now and then more than a page. */
const counts = fc.oneof({ weight: 30, arbitrary: fc.nat(4) }, { weight: 4, arbitrary: fc.nat(40) }, fc.constant(600));
const stored = fc.array(fc.record({ salt: fc.constantFrom(...SALTS_USED), type: fc.constantFrom(...TYPES), counts }), {
  maxLength: 20,
});
const bound = fc.constantFrom(...SALTS_USED, SALTS);

/** A page that ends with the first of many of the type, behind more of another. */
const atAPagesEnd: { salt: number; type: (typeof TYPES)[number]; counts: number }[] = [
  { salt: 1, type: 'a', counts: 3 },
  { salt: 1, type: 'user', counts: 5 },
];

it('gives every entry of a type in a range of salts, in order, and no other, whatever stands around them', () => {
  fc.assert(
    fc.property(
      stored,
      fc.constantFrom(...TYPES),
      fc.uniqueArray(bound, { minLength: 2, maxLength: 2 }),
      (all, type, ends) => {
        const [from = 0, to = 0] = ends.toSorted((a, b) => a - b);
        table().clearSync();
        table().transactionSync(() => {
          for (const { salt, type: of, counts: ids } of all) {
            for (let i = 0; i < ids; i++) {
              table().putSync(Buffer.concat([saltTypeKey(salt, of), Buffer.from(String(i).padStart(4, '0'))]), salt);
            }
          }
        });
        const isOf = (key: Buffer): boolean =>
          SALTS_USED.some((salt) => key.subarray(0, -4).equals(saltTypeKey(salt, type))) &&
          Buffer.compare(key, saltKey(from)) >= 0 &&
          Buffer.compare(key, saltKey(to)) < 0;
        const expected = Array.from(table().getKeys({}), (key) => Buffer.from(key)).filter(isOf);
        const found = Array.from(scanType(table(), type, { from, to }), ({ key }) => key.toString('hex'));
        expect(found).toEqual(expected.map((key) => key.toString('hex')));
      },
    ),
    { numRuns: 600, examples: [[atAPagesEnd, 'user', [0, SALTS]]] },
  );
});
