import type { Instant } from '../../domain/instant.ts';
import { behind, lastInstant } from '../row-key.ts';
import { scan } from './scan.ts';
import type { Table } from './tables.ts';

/** The earliest beginning or end from a midnight on among versions or links that share a key's beginning, ended by 0; Infinity for none. */
export function nextBound(
  table: Table<readonly [Instant | null, ...unknown[]]>,
  prefix: Buffer,
  midnight: Instant,
): Instant {
  let next = Number.POSITIVE_INFINITY;
  for (const { key, value } of scan(table, prefix, behind(prefix))) {
    for (const bound of [lastInstant(key), value[0]]) {
      if (bound !== null && bound >= midnight && bound < next) next = bound;
    }
  }
  return next;
}

/** When a version or link is valid: its key ends with the beginning. */
export const validity = (
  key: Buffer,
  validTo: Instant | null,
): { validFrom: Instant; validTo: Instant | undefined } => ({
  validFrom: lastInstant(key),
  validTo: validTo ?? undefined,
});
