import type { Instant } from '../../domain/instant.ts';
import { lastInstant } from './key.ts';

/** Empty is lowest. */
export function compareValidTo(a: Instant | null, b: Instant | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null ? 1 : a - b;
}

/** When a version or link is valid: its key ends with the beginning. */
export const validity = (
  key: Buffer,
  validTo: Instant | null,
): { validFrom: Instant; validTo: Instant | undefined } => ({
  validFrom: lastInstant(key),
  validTo: validTo ?? undefined,
});
