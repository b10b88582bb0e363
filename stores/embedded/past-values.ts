import type { Kept, PastValues } from './kept.ts';
import { scan, type Entry } from './scan.ts';

/** Inside a transaction: keeps a value that is current no longer. One that came in with the same batch was never seen. */
export function keepPast<Value>({ past, sinceOf }: Kept<Value>, key: Buffer, value: Value, until: number): void {
  if (sinceOf(value) < until) past.putSync(key, [...(past.get(key) ?? []), [until, value]]);
}

/** What the place of a current value held as of a revision, undefined for nothing; the value itself without one. */
export function valueAsOf<Value>(
  { past, sinceOf }: Kept<Value>,
  key: Buffer,
  value: Value,
  asOf: number | undefined,
): Value | undefined {
  if (asOf === undefined || sinceOf(value) <= asOf) return value;
  return pastAsOf(past.get(key) ?? [], sinceOf, asOf);
}

const ENTRIES_A_PAGE = 512;

/**
 * Entries with start <= key < end as of a revision, in key order, also those of places that hold nothing now. A page of current entries is
 * read before the past ones of its keys: what a writer moves in between is found in both, and given once.
 */
export function* scanAsOf<Value>(kept: Kept<Value>, start: Buffer, end: Buffer, asOf: number): Generator<Entry<Value>> {
  for (let from: Buffer | undefined = start; from;) {
    if (from !== start) kept.current.resetReadTxn();
    const page: Entry<Value>[] = Array.from(kept.current.getRange({ start: from, end, limit: ENTRIES_A_PAGE }));
    const last = page.at(-1);
    const next: Buffer | undefined = last && page.length === ENTRIES_A_PAGE ? successor(last.key) : undefined;
    yield* merged(kept, page, scan(kept.past, from, next ?? end), asOf);
    from = next;
  }
}

function* merged<Value>(
  { sinceOf }: Kept<Value>,
  page: readonly Entry<Value>[],
  past: Iterable<Entry<PastValues<Value>>>,
  asOf: number,
): Generator<Entry<Value>> {
  let at = 0;
  for (const { key, value: values } of past) {
    for (let now = page[at]; now && Buffer.compare(now.key, key) < 0; now = page[++at])
      if (sinceOf(now.value) <= asOf) yield now;
    const now = page[at];
    const here = now?.key.equals(key) === true ? now : undefined;
    if (here) at++;
    const value = here && sinceOf(here.value) <= asOf ? here.value : pastAsOf(values, sinceOf, asOf);
    if (value !== undefined) yield { key, value };
  }
  for (const now of page.slice(at)) if (sinceOf(now.value) <= asOf) yield now;
}

function pastAsOf<Value>(
  values: PastValues<Value>,
  sinceOf: (value: Value) => number,
  asOf: number,
): Value | undefined {
  return values.find(([until, value]) => sinceOf(value) <= asOf && asOf < until)?.[1];
}

/** The least key behind a key. */
const successor = (key: Buffer): Buffer => Buffer.concat([key, Buffer.alloc(1)]);
