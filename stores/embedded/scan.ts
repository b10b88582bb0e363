import type { SaltRange } from '../../domain/salt.ts';
import { behind, saltAt, saltKey, saltTypeKey, textsAt } from '../row-key.ts';
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

/** The entries of one entity type in a salt range of a table keyed by salt · type: a seek a salt, the other types are leapt over. */
export function* scanType<Value>(table: Table<Value>, type: string, { from, to }: SaltRange): Generator<Entry<Value>> {
  const end = saltKey(to);
  for (let salt = from; salt < to;) {
    const [key] = Array.from(table.getKeys({ start: saltTypeKey(salt, type), end, limit: 1 }));
    if (!key) return;
    const prefix = saltTypeKey(saltAt(key), type);
    if (textsAt(key, 2, 1)[0] === type) yield* scan(table, prefix, behind(prefix));
    // A key of a smaller type: this salt may still have ours, and the next seek lands on it or behind it.
    salt = saltAt(key) + (Buffer.compare(key, prefix) < 0 ? 0 : 1);
  }
}

/** Whether any entry begins with a prefix ended by 0. */
export const hasAny = <Value>(table: Table<Value>, prefix: Buffer): boolean =>
  Array.from(table.getKeys({ start: prefix, end: behind(prefix), limit: 1 })).length > 0;
