import { behind } from '../row-key.ts';
import type { Entry } from './scan.ts';
import type { Table } from './tables.ts';

const FEWEST_A_PAGE = 2;
const MOST_A_PAGE = 512;

/**
 * The entries of each prefix (ended by 0), in key order, none an empty array. Where the prefixes ascend and most entries between them are
 * theirs, as when they are those of a salt range, they are read as they stand, in pages that grow; else each prefix is a seek.
 */
export function* scanEach<Value>(table: Table<Value>, prefixes: readonly Buffer[]): Generator<Entry<Value>[]> {
  for (let from = 0; from < prefixes.length;) {
    let to = from + 1;
    while (ascend(prefixes[to - 1], prefixes[to])) to += 1;
    yield* scanAscending(table, prefixes.slice(from, to));
    from = to;
  }
}

const ascend = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) < 0;

/** A key may be shorter than a prefix, when an id is shorter than the one that stands before it. */
const beginsWith = (key: Buffer, prefix: Buffer): boolean =>
  key.length >= prefix.length && prefix.compare(key, 0, prefix.length) === 0;

function* scanAscending<Value>(table: Table<Value>, prefixes: readonly Buffer[]): Generator<Entry<Value>[]> {
  const greatest = prefixes.at(-1);
  if (!greatest) return;
  const end = behind(greatest);
  let page: Entry<Value>[] = [];
  let [at, used, limit, isLast] = [0, 0, FEWEST_A_PAGE, false];

  const read = (start: Buffer, exclusiveStart: boolean): void => {
    limit = 2 * used > page.length ? Math.min(2 * limit, MOST_A_PAGE) : FEWEST_A_PAGE;
    page = Array.from(table.getRange({ start, end, limit, exclusiveStart }));
    [at, used, isLast] = [0, 0, page.length < limit];
  };

  for (const prefix of prefixes) {
    while (ascend(page[at]?.key, prefix)) at += 1;
    if (at === page.length && !isLast) read(prefix, false);
    const own: Entry<Value>[] = [];
    for (;;) {
      const last = page.at(-1);
      if (at === page.length && last && !isLast) read(last.key, true);
      const entry = page[at];
      if (!entry || !beginsWith(entry.key, prefix)) break;
      own.push(entry);
      at += 1;
      used += 1;
    }
    yield own;
  }
}
