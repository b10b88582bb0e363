import { createHash } from 'node:crypto';
import { compareText } from '../../domain/event-version.ts';
import { saltOf, SALTS, type SaltRange } from '../../domain/salt.ts';
import type { Tag } from '../tag-table.ts';
import { namedSaltKey } from '../row-key.ts';

/**
 * Many tags in one record, blindly put, so that a put costs some hundred records and no look-up. A put's tags are cut at every 256th salt
 * and after 1,024 ids; what several puts say of one id adds up when it is read.
 *   run · type · first salt · last salt 2 bytes · ids 2 bytes · digest 16 bytes of the value, so that the same tags put again are the same record
 * Part of the stored format.
 */

/** Ids by salt, then code point, with a 0 between them; the scene bits of each, or those of all. */
export type TagRecord = readonly [ids: string, scenes: number | readonly number[]];

/** A record lies between two multiples of this, so that who reads a range of salts need not look further back. */
export const SALTS_A_RECORD = 256;
const IDS_A_RECORD = 1_024;
const DIGEST_BYTES = 16;

/** The first salt that a record with this one may have. */
export const firstSalt = (salt: number): number => salt - (salt % SALTS_A_RECORD);
export const firstSaltIn = (key: Buffer): number => key.readUInt16BE(key.length - DIGEST_BYTES - 6);
export const lastSaltIn = (key: Buffer): number => key.readUInt16BE(key.length - DIGEST_BYTES - 4);
export const countIn = (key: Buffer): number => key.readUInt16BE(key.length - DIGEST_BYTES - 2);

/** Whether records, in the order of their keys, share no salt: their ids one after the other are in order, each once. */
export const areApart = (keys: readonly Buffer[]): boolean =>
  keys.every((key, i) => {
    const before = keys[i - 1];
    return !before || lastSaltIn(before) < firstSaltIn(key);
  });

interface KeyedRecord {
  readonly key: Buffer;
  readonly value: TagRecord;
}

/** The records of a put; none for no tags. */
export function packed(names: readonly string[], tags: readonly Tag[]): KeyedRecord[] {
  const records: KeyedRecord[] = [];
  const { salts, distinct } = inOrder(tags, { from: 0, to: SALTS });
  for (let from = 0; from < salts.length;) {
    const first = salts[from] ?? 0;
    const end = firstSalt(first) + SALTS_A_RECORD;
    let to = from + 1;
    while (to - from < IDS_A_RECORD && (salts[to] ?? end) < end) to++;
    records.push(keyedRecord(names, first, salts[to - 1] ?? 0, distinct.slice(from, to)));
    from = to;
  }
  return records;
}

function keyedRecord(names: readonly string[], first: number, last: number, tags: readonly Tag[]): KeyedRecord {
  const ids = tags.map(({ id }) => id).join('\0');
  const scenes = tags.map((tag) => tag.scenes);
  const [ofAll = 0] = scenes;
  const value: TagRecord = [ids, scenes.every((bits) => bits === ofAll) ? ofAll : scenes];
  const digest = createHash('sha256')
    .update(`${ids}\0${String(value[1])}`)
    .digest()
    .subarray(0, DIGEST_BYTES);
  const [start, rest] = [namedSaltKey(names, first), Buffer.alloc(4)];
  rest.writeUInt16BE(last, 0);
  rest.writeUInt16BE(tags.length, 2);
  return { key: Buffer.concat([start, rest, digest]), value };
}

/** Adds the tags of a record to others. */
export function unpack([ids, scenes]: TagRecord, into: Tag[]): void {
  const all = ids.split('\0');
  for (let i = 0; i < all.length; i++)
    into.push({ id: all[i] ?? '', scenes: typeof scenes === 'number' ? scenes : (scenes[i] ?? 0) });
}

const PLACES = 2 ** 32;

/** The ids of a salt range, each once, by salt, then code point, with the bits of all its tags; and the salt of each. */
export function inOrder(
  tags: readonly Tag[],
  { from, to }: SaltRange,
): { readonly salts: number[]; readonly distinct: Tag[] } {
  // Numbers without a comparator sort several times faster than anything with one.
  const order = new Float64Array(tags.length);
  let places = 0;
  for (const { id } of tags) order[places] = saltOf(id) * PLACES + places++;
  const sorted: Tag[] = [];
  const saltsOf: number[] = [];
  for (const placed of order.sort()) {
    const [salt, tag] = [Math.floor(placed / PLACES), tags[placed % PLACES]];
    if (!tag || salt < from || salt >= to) continue;
    sorted.push(tag);
    saltsOf.push(salt);
  }
  const salts: number[] = [];
  const distinct: Tag[] = [];
  for (let at = 0; at < sorted.length;) {
    const salt = saltsOf[at] ?? 0;
    let end = at + 1;
    while (saltsOf[end] === salt) end += 1;
    const group = sorted.slice(at, end);
    for (const tag of group.length === 1 ? group : merged(group)) {
      salts.push(salt);
      distinct.push(tag);
    }
    at = end;
  }
  return { salts, distinct };
}

/** Each id once, by code point. */
function merged(tags: readonly Tag[]): Tag[] {
  const all: Tag[] = [];
  for (const tag of tags.toSorted((a, b) => compareText(a.id, b.id))) {
    const last = all.at(-1);
    if (last?.id === tag.id) all[all.length - 1] = { id: tag.id, scenes: last.scenes | tag.scenes };
    else all.push(tag);
  }
  return all;
}
