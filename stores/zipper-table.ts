import type { Instant } from '../domain/instant.ts';
import type { LabelRow, LinkRow, VersionRow } from '../domain/rows.ts';
import type { SaltRange } from '../domain/salt.ts';
import type { SeenSince } from '../domain/seen-events.ts';
import type { LineSum } from './accepted-sum.ts';
import type { PutCounts } from './put-counts.ts';

/** Zipper tables 拉链表: attribute versions and links by entity, and labels. */
export interface ZipperTable {
  /** A version is found by (type, id, validFrom); the latest arrival replaces it, on a tie the greatest (validTo text with empty lowest, attrs text). */
  putVersions(rows: readonly VersionRow[]): Promise<PutCounts>;
  /** A link is found by (opportunity, type, id, validFrom); replaced by the same rule. */
  putLinks(rows: readonly LinkRow[]): Promise<PutCounts>;
  /** A label is found by (type, id, as_of, name); the last one put replaces it. */
  putLabels(rows: readonly LabelRow[]): Promise<PutCounts>;

  /** For each id the attrs text of the version in force at a midnight (of several the one with the latest validFrom), undefined for none. */
  attributesAt(type: string, ids: readonly string[], midnight: Instant, asOf?: number): Promise<(string | undefined)[]>;

  /** For each opportunity its links in force at a midnight, each (type, id) once, ordered by type, then id by code point. */
  linksAt(opportunityIds: readonly string[], midnight: Instant, asOf?: number): Promise<LinkedId[][]>;

  /**
   * For each id the earliest instant from `midnight` on at which one of its versions begins or ends, whatever is in force then; Infinity for
   * none. Until a midnight lies behind it, attributesAt gives what it gave.
   */
  versionsChange(type: string, ids: readonly string[], midnight: Instant): Promise<Float64Array>;

  /** The same of each opportunity's links and linksAt. */
  linksChange(opportunityIds: readonly string[], midnight: Instant): Promise<Float64Array>;

  /** Opportunities of a salt range with a version or a link in force at a midnight, each once, in key order. */
  opportunitiesAt(range: SaltRange, midnight: Instant, asOf?: number): AsyncIterable<string>;

  /** For each opportunity whether any version, link or current event of it is stored. */
  knownOpportunities(ids: readonly string[], asOf?: number): Promise<boolean[]>;

  /** Labels with an as_of date, in key order. */
  labelsAt(asOf: string, name: string): AsyncIterable<LabelRow>;

  /**
   * The accepted rows of a salt range that a night at `midnight` can see (current events before it, versions and links with validFrom
   * before it), as bytes in one canonical order that depends on nothing but those rows; arrival times are left out. For the manifest's hash.
   * With `since`, events before what it gives for their type and feature are left out; an opportunity that has any event before midnight is
   * then named, as an event makes it known. Pieces end at a line's end.
   */
  acceptedRows(range: SaltRange, midnight: Instant, since?: SeenSince, asOf?: number): AsyncIterable<Uint8Array>;

  /**
   * The sum (accepted-sum.ts) of the lines that `acceptedRows` gives for all salts, and the revision of the store whose rows these are; undefined
   * where the store does not keep sums, so that the rows have to be read. Asked for the first time it may take as long as reading all rows;
   * `beat` is told now and then.
   */
  acceptedSum(midnight: Instant, since: SeenSince, beat: (note: string) => void): Promise<AcceptedSum | undefined>;

  /** Grows whenever a row that `acceptedRows` could give changes; equal revisions mean equal rows. */
  revision(): Promise<number>;

  /**
   * The first revision that `asOf` may name: 0, or where the store was begun by a version of Daybreak that did not keep what was replaced, its
   * revision when that ended. An older one is answered as if nothing had been replaced before.
   */
  knownSince(): Promise<number>;
}

export interface AcceptedSum {
  readonly revision: number;
  readonly sum: LineSum;
}

export interface LinkedId {
  readonly type: string;
  readonly id: string;
}
