import type { Instant } from '../../domain/instant.ts';
import { lastInstant } from '../row-key.ts';
import type { Entry } from './scan.ts';

/** The earliest beginning or end from a midnight on among versions or links; Infinity for none. */
export function earliestBound(
  entries: Iterable<Entry<readonly [Instant | null, ...unknown[]]>>,
  midnight: Instant,
): Instant {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { key, value } of entries) {
    for (const bound of [lastInstant(key), value[0]]) {
      if (bound !== null && bound >= midnight && bound < earliest) earliest = bound;
    }
  }
  return earliest;
}

/** When a version or link is valid: its key ends with the beginning. */
export const validity = (
  key: Buffer,
  validTo: Instant | null,
): { validFrom: Instant; validTo: Instant | undefined } => ({
  validFrom: lastInstant(key),
  validTo: validTo ?? undefined,
});
