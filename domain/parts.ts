import { grouped } from './counted.ts';

/** Parts `from` up to but not including `to` of the `of` parts of a type: what one activity is given, as a list of all shards would outgrow a payload. */
export interface Parts {
  readonly from: number;
  readonly to: number;
  readonly of: number;
}

/** Activities that a stage's parts are cut into at most: enough to share among workers, few enough for a short history. */
export const ACTIVITIES_A_STAGE = 64;

/** All parts in order, in at most `groups` groups of nearly equal size. */
export function cutParts(of: number, groups: number): Parts[] {
  const count = Math.min(groups, of);
  return Array.from({ length: count }, (_, i) => ({
    from: Math.floor((i * of) / count),
    to: Math.floor(((i + 1) * of) / count),
    of,
  }));
}

/** `part 3 of 16`, `parts 129-256 of 1,024`: counted from 1, for people. */
export const partsText = ({ from, to, of }: Parts, noun = 'part'): string =>
  to - from === 1
    ? `${noun} ${grouped(from + 1)} of ${grouped(of)}`
    : `${noun}s ${grouped(from + 1)}-${grouped(to)} of ${grouped(of)}`;
