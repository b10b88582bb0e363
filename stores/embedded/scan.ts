import type { SaltRange } from '../../domain/salt.ts';
import { behind, saltAt, saltKey, saltTypeKey } from '../row-key.ts';
import type { Table } from './tables.ts';

export interface Entry<Value> {
  readonly key: Buffer;
  readonly value: Value;
}

const ENTRIES_A_PAGE = 512;

/**
 * Entries with start <= key < end, in key order. Read a page at a time, each from the newest commit: no read transaction outlives a page,
 * so a slow reader never keeps lmdb from using freed pages again, and rows may be written or removed while it reads.
 */
export function* scan<Value>(table: Table<Value>, start: Buffer, end: Buffer): Generator<Entry<Value>> {
  for (const page of scanPages(table, start, end)) yield* page;
}

/** The same, a page at a time; no page is empty. */
export function* scanPages<Value>(table: Table<Value>, start: Buffer, end: Buffer): Generator<Entry<Value>[]> {
  let from = start;
  for (let first = true; ; first = false) {
    if (!first) table.resetReadTxn();
    const page = Array.from(table.getRange({ start: from, end, limit: ENTRIES_A_PAGE, exclusiveStart: !first }));
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_A_PAGE) return;
    from = last.key;
  }
}

/** All entries of a salt range from the last to the first, read like `scan`. */
export function* scanSaltsBackwards<Value>(table: Table<Value>, { from, to }: SaltRange): Generator<Entry<Value>> {
  // lmdb walks backwards from `start` down to, but without, `end`; no key is a bare salt, so neither bound leaves one out.
  const end = saltKey(from);
  let start = saltKey(to);
  for (let first = true; ; first = false) {
    if (!first) table.resetReadTxn();
    const page = Array.from(
      table.getRange({ start, end, reverse: true, limit: ENTRIES_A_PAGE, exclusiveStart: !first }),
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_A_PAGE) return;
    start = last.key;
  }
}

/** All entries of a salt range. */
export const scanSalts = <Value>(table: Table<Value>, { from, to }: SaltRange): Generator<Entry<Value>> =>
  scan(table, saltKey(from), saltKey(to));

const FEWEST_A_PAGE = 4;

/**
 * The entries of one entity type in a salt range of a table keyed by salt · type, read like `scan`. Where most are of the type they are read as
 * they stand, in pages that grow; else the other types are leapt over, a seek a salt.
 */
export function* scanType<Value>(table: Table<Value>, type: string, { from, to }: SaltRange): Generator<Entry<Value>> {
  const end = saltKey(to);
  const isOfType = keysOf(type);
  let [start, exclusiveStart, limit] = [saltTypeKey(from, type), false, FEWEST_A_PAGE];
  for (;;) {
    const page = Array.from(table.getRange({ start, end, limit, exclusiveStart }));
    let own = 0;
    for (const entry of page) {
      if (!isOfType(entry.key)) continue;
      own += 1;
      yield entry;
    }
    const last = page.at(-1)?.key;
    if (!last || page.length < limit) return;
    table.resetReadTxn();
    // Behind a key of the type its salt may have more of them.
    exclusiveStart = isOfType(last) || 2 * own >= page.length;
    start = exclusiveStart ? last : leapt(last, type);
    limit = exclusiveStart ? Math.min(2 * limit, ENTRIES_A_PAGE) : FEWEST_A_PAGE;
  }
}

/** The first possible key of a type behind a key: a key of a smaller type stands before those of its salt. */
function leapt(key: Buffer, type: string): Buffer {
  const here = saltTypeKey(saltAt(key), type);
  return Buffer.compare(key, here) < 0 ? here : saltTypeKey(saltAt(key) + 1, type);
}

function keysOf(type: string): (key: Buffer) => boolean {
  const text = Buffer.from(`${type}\0`);
  const behindType = 2 + text.length;
  return (key) => key.length >= behindType && text.compare(key, 2, behindType) === 0;
}

/** Whether any entry begins with a prefix ended by 0. */
export const hasAny = <Value>(table: Table<Value>, prefix: Buffer): boolean =>
  Array.from(table.getKeys({ start: prefix, end: behind(prefix), limit: 1 })).length > 0;
