import { compareText } from '../domain/event-version.ts';
import type { Instant } from '../domain/instant.ts';

/** Which of two rows of one beginning stays: versions and links are replaced by one rule in every store. */

/** [valid to or null, attrs text, arrived, the revision at which it came to say so: 0 where there is none] */
export type VersionValue = readonly [Instant | null, string, Instant, since?: number];
/** [valid to or null, arrived, the revision as of a version] */
export type LinkValue = readonly [Instant | null, Instant, since?: number];

/** By arrival, then valid to, then attrs; the greatest stays. */
export function compareVersionValues(a: VersionValue, b: VersionValue): number {
  if (a[2] !== b[2]) return a[2] - b[2];
  return compareValidTo(a[0], b[0]) || compareText(a[1], b[1]);
}

/** By arrival, then valid to; the greatest stays. */
export const compareLinkValues = (a: LinkValue, b: LinkValue): number => a[1] - b[1] || compareValidTo(a[0], b[0]);

/** Empty is lowest. */
function compareValidTo(a: Instant | null, b: Instant | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null ? 1 : a - b;
}
