import { DaybreakError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Day } from '../domain/run-date.ts';
import { saltOf } from '../domain/salt.ts';

/**
 * The keys of the store, binary, so that the order of bytes is the order of rows:
 *   salt 2 bytes · text UTF-8 then 0 · instant 8 bytes · day 4 bytes, numbers big-endian and biased so that negative ones come first.
 * UTF-8 orders as code points do, and 0 ends a text below every other byte, so `a` stands before `ab`. No text holds a 0: such ids are
 * set aside when a drop is read. Each function says its own order of parts. Part of the stored format.
 */

/** Longer keys are refused, where cutting them would mix two rows up. lmdb takes 1,978 bytes and refuses others itself, HBase 32,767. */
const ROOM_BYTES = 8192;
const SLAB_BYTES = 64 * 1024;
/** Ends of texts, salt, instant and day behind the last text that had room. */
const NUMBERS_BYTES = 32;
/** Keys are written one behind the other into a slab, so that a key costs a view and nothing else. */
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let free = 0;
const HALF = 2 ** 31;
const WORD = 2 ** 32;

/** salt · type · id: the row of an entity; every key of the entity begins with it. */
export const entityKey = (type: string, id: string): Buffer => cut(putEntity(type, id));

/** salt · type · id · time · event id (not ended: it is the last part). */
export const eventCellKey = (type: string, id: string, time: Instant, eventId: string): Buffer =>
  cut(putRest(putInstant(putEntity(type, id), time), eventId));

/** salt · type · id · instant: a version's key, and the bound of a range of event cells. */
export const instantKey = (type: string, id: string, at: Instant): Buffer => cut(putInstant(putEntity(type, id), at));

/** salt · type · id · day. */
export const dayKey = (type: string, id: string, day: Day): Buffer => cut(putWord(putEntity(type, id), day));

/** salt · event id: the row of an event's history where rows are spread by salt. */
export const eventIdKey = (eventId: string): Buffer => cut(putRest(putSalt(begin(), saltOf(eventId)), eventId));

/** salt · opportunity: the row of an opportunity's links. */
export const opportunityKey = (opportunityId: string): Buffer => cut(putOpportunity(opportunityId));

/** salt · opportunity · type · id · valid from. */
export const linkKey = (opportunityId: string, type: string, id: string, validFrom: Instant): Buffer =>
  cut(putInstant(putText(putText(putOpportunity(opportunityId), type), id), validFrom));

/** texts · salt · last texts: for tables that are asked for by name first (tags by run and type, labels by date and name). */
export function namedKey(names: readonly string[], id: string, rest: readonly string[] = []): Buffer {
  const at = putSalt(names.reduce(putText, begin()), saltOf(id));
  return cut(rest.reduce(putText, putText(at, id)));
}

/** texts · salt: a bound between two rows of a named table; 65,536 gives one behind them all, whatever follows their salt. */
export const namedSaltKey = (names: readonly string[], salt: number): Buffer =>
  salt > 0xffff ? behind(namesKey(...names)) : cut(putSalt(names.reduce(putText, begin()), salt));

/** texts · count · last text: what was counted, in order. */
export const namedCountKey = (names: readonly string[], count: number, rest: string): Buffer =>
  cut(putRest(putInstant(names.reduce(putText, begin()), count), rest));

/** Texts only. */
export const namesKey = (...names: readonly string[]): Buffer => cut(names.reduce(putText, begin()));

/** A text alone, not ended: its own order, and as short as can be. */
export const textKey = (text: string): Buffer => cut(putRest(begin(), text));

/** The first possible key of a salt; 65,536 gives a bound behind all keys. */
export const saltKey = (salt: number): Buffer => cut(putSalt(begin(), salt));

/** salt · type: the first possible key of a type within a salt. */
export const saltTypeKey = (salt: number, type: string): Buffer => cut(putText(putSalt(begin(), salt), type));

/** The bound behind all keys that begin with a prefix ended by 0. */
export function behind(prefix: Buffer): Buffer {
  const bound = Buffer.from(prefix);
  bound[bound.length - 1] = 1;
  return bound;
}

/** The salt with which a key begins. */
export const saltAt = (key: Buffer): number => key.readUInt16BE(0);

/** The texts that stand one after the other from a byte on. */
export function textsAt(key: Buffer, from: number, count: 1): [string];
export function textsAt(key: Buffer, from: number, count: 2): [string, string];
export function textsAt(key: Buffer, from: number, count: 3): [string, string, string];
export function textsAt(key: Buffer, from: number, count: number): string[] {
  const texts: string[] = [];
  for (let at = from; texts.length < count;) {
    const end = key.indexOf(0, at);
    texts.push(key.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
}

/** The instant in the eight bytes from `at` on. */
export const instantAt = (key: Buffer, at: number): Instant =>
  (key.readUInt32BE(at) - HALF) * WORD + key.readUInt32BE(at + 4);
/** The instant with which a key ends. */
export const lastInstant = (key: Buffer): Instant => instantAt(key, key.length - 8);
/** The day with which a key ends; `end` where the key is the beginning of a longer buffer. */
export const lastDay = (key: Buffer, end = key.length): Day => key.readUInt32BE(end - 4) - HALF;

/** Where the instant of an event cell's key begins. */
export const afterEntity = (key: Buffer): number => key.indexOf(0, key.indexOf(0, 2) + 1) + 1;

const putEntity = (type: string, id: string): number => putText(putText(putSalt(begin(), saltOf(id)), type), id);
const putOpportunity = (id: string): number => putText(putSalt(begin(), saltOf(id)), id);

function putSalt(at: number, salt: number): number {
  if (salt <= 0xffff) return slab.writeUInt16BE(salt, at);
  slab.fill(0xff, at, at + 3); // no text begins with this byte
  return at + 3;
}

function putText(at: number, text: string): number {
  const end = putRest(at, text);
  slab[end] = 0;
  return end + 1;
}

/** @throws DaybreakError STORE_FAILED for a text that leaves no room, before a number is written behind it */
function putRest(at: number, text: string): number {
  const end = at + slab.write(text, at);
  if (end - free >= ROOM_BYTES) throw tooLong();
  return end;
}

/** Instants beyond what 64 bits hold (infinite bounds) stand at the ends. */
function putInstant(at: number, instant: Instant): number {
  const high = Math.max(-HALF, Math.min(HALF - 1, Math.floor(instant / WORD)));
  const low = Math.max(0, Math.min(WORD - 1, instant - high * WORD));
  slab.writeUInt32BE(high + HALF, at);
  return slab.writeUInt32BE(low, at + 4);
}

const putWord = (at: number, day: Day): number =>
  slab.writeUInt32BE(Math.max(-HALF, Math.min(HALF - 1, day)) + HALF, at);

/** Where the next key begins. */
function begin(): number {
  if (free + ROOM_BYTES + NUMBERS_BYTES > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    free = 0;
  }
  return free;
}

const tooLong = (): DaybreakError =>
  new DaybreakError(
    'STORE_FAILED',
    `an id beginning with "${slab.toString('utf8', free + 2, free + 42)}" makes a key of ${ROOM_BYTES} bytes or more`,
    'shorten the id where the warehouse makes it',
  );

/** The key that was begun last and ends here. */
function cut(end: number): Buffer {
  if (end - free >= ROOM_BYTES) throw tooLong();
  const key = slab.subarray(free, end);
  free = end;
  return key;
}
