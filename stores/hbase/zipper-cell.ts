import type { Instant } from '../../domain/instant.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import { entityKey, textsAt } from '../row-key.ts';
import type { VersionValue, LinkValue } from '../zipper-order.ts';
import type { CellBatch } from './client/cell-batch.ts';
import type { PutCell } from './client/mutation.ts';
import { json, qualifierOf, toJson } from './cell-views.ts';

/**
 * Zipper versions 拉链 are cell versions: the timestamp is valid from, in ms, and all versions are kept.
 *   v:<rest>                      value = JSON [valid from, valid to or null, attrs, arrived, since]
 *   l:<type>\0<id>\0<rest>        value = JSON [valid from, valid to or null, arrived, since], in the opportunity's row
 *   rest = 1 and the microseconds below the millisecond, 2 bytes; before 1970, where HBase has no timestamps, 0 and the instant, 8 bytes
 * Whole milliseconds, that is nearly all, share one qualifier, and a time range up to a midnight leaves later versions unread.
 * In the table of what was, the timestamp is the revision that ended it, and <rest> is always 0 and the instant.
 */
export const VERSIONS = 'v';
export const LINKS = 'l';

/** Reads all versions. */
export const ALL = { versions: 2 ** 31 - 1 };

export interface ZipperVersion {
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
  readonly value: VersionValue;
}

export interface ZipperLink {
  readonly type: string;
  readonly id: string;
  readonly validFrom: Instant;
  readonly validTo: Instant | undefined;
  readonly value: LinkValue;
}

export const versionCell = (validFrom: Instant, value: VersionValue): PutCell => ({
  family: VERSIONS,
  ...beginning(validFrom, Buffer.alloc(0)),
  value: toJson([validFrom, ...value]),
});

export const linkCell = (type: string, id: string, validFrom: Instant, value: LinkValue): PutCell => ({
  family: LINKS,
  ...beginning(validFrom, linkPrefix(type, id)),
  value: toJson([validFrom, ...value]),
});

/** The same of a version that says so no longer, for the table of what was. @param until the revision that ended it */
export const pastVersionCell = (validFrom: Instant, value: VersionValue, until: number): PutCell => ({
  ...versionCell(validFrom, value),
  qualifier: wholeInstant(validFrom, Buffer.alloc(0)),
  timestamp: until,
});

/** The same of a link. @param until the revision that ended it */
export const pastLinkCell = (link: Omit<ZipperLink, 'validTo'>, until: number): PutCell => ({
  ...linkCell(link.type, link.id, link.validFrom, link.value),
  qualifier: wholeInstant(link.validFrom, linkPrefix(link.type, link.id)),
  timestamp: until,
});

export function versionIn(batch: CellBatch, cell: number): ZipperVersion {
  const [validFrom, ...value] = json(batch, cell) as readonly [Instant, ...VersionValue];
  return { validFrom, validTo: value[0] ?? undefined, value };
}

/** The revision at which a version came to say what it says. */
export const versionSince = ({ value: [, , , since = 0] }: ZipperVersion): number => since;
export const linkSince = ({ value: [, , since = 0] }: ZipperLink): number => since;

export function linkIn(batch: CellBatch, cell: number): ZipperLink {
  const [type, id] = textsAt(qualifierOf(batch, cell), 0, 2);
  const [validFrom, ...value] = json(batch, cell) as readonly [Instant, ...LinkValue];
  return { type, id, validFrom, validTo: value[0] ?? undefined, value };
}

/** A range of timestamps that has everything with validFrom < midnight, and little else. */
export const beginningsBefore = (midnight: Instant): { from: number; to: number } => ({
  from: 0,
  to: midnight === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : Math.max(0, Math.ceil(midnight / 1000)) + 1,
});

export const opportunityRow = (id: string): Buffer => entityKey(OPPORTUNITY, id);

const linkPrefix = (type: string, id: string): Buffer => Buffer.from(`${type}\0${id}\0`);

/** Offset, so that earlier ones stand first. */
function wholeInstant(at: Instant, prefix: Buffer): Buffer {
  const qualifier = Buffer.concat([prefix, Buffer.alloc(9)]);
  qualifier.writeBigUInt64BE(BigInt.asUintN(64, BigInt(at) + (1n << 63n)), prefix.length + 1);
  return qualifier;
}

function beginning(validFrom: Instant, prefix: Buffer): { qualifier: Buffer; timestamp: number } {
  const at = prefix.length;
  if (validFrom < 0) return { qualifier: wholeInstant(validFrom, prefix), timestamp: 0 };
  // In whole numbers: a double that stands for a late instant has no exact quotient.
  const micros = BigInt(validFrom);
  const qualifier = Buffer.concat([prefix, Buffer.of(1, 0, 0)]);
  qualifier.writeUInt16BE(Number(micros % 1000n), at + 1);
  return { qualifier, timestamp: Number(micros / 1000n) };
}
