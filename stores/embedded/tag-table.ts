import { SALTS, type SaltRange } from '../../domain/salt.ts';
import type { Tag, TagTable } from '../tag-table.ts';
import { behind, namedSaltKey, namesKey } from '../row-key.ts';
import { scan, type Entry } from './scan.ts';
import { paced, settle } from './store-error.ts';
import type { Table, Tables } from './tables.ts';
import {
  areApart,
  countIn,
  firstSalt,
  firstSaltIn,
  inOrder,
  lastSaltIn,
  packed,
  SALTS_A_RECORD,
  unpack,
  type TagRecord,
} from './tag-record.ts';
import { transact } from './transact.ts';

const PAGES_A_TURN = 1;
const TAGS_A_PAGE = 1_024;

/** Tags in lmdb, packed. Those of a night that was tagged before format 4 are entries of an id each in a table beside, and are read with them. */
export function tagTable(tables: Tables): TagTable {
  const { folder } = tables;
  return {
    putTags: (run, type, tags) =>
      settle(folder, () => {
        const records = packed([run, type], tags);
        transact(tables.root, () => {
          for (const { key, value } of records) tables.packedTags.putSync(key, value);
        });
      }),
    tagged: (run, type, range) => paced(folder, () => tagged(tables, [run, type], range), PAGES_A_TURN),
    countTags: (run, type) => settle(folder, () => countTags(tables, [run, type])),
    dropTags: (run) =>
      settle(folder, () => {
        for (const table of [tables.packedTags, tables.tags]) dropTags(tables, table, run);
      }),
  };
}

/** In pages of at least some hundred but for the last, as a window of a small population holds few. */
function* tagged(tables: Tables, names: readonly string[], range: SaltRange): Generator<Tag[]> {
  let page: Tag[] = [];
  for (const window of recordsIn(tables, names, range)) {
    if (window.isInOrder) for (const { value } of window.records) unpack(value, page);
    else for (const tag of inOrder(allTags(window), window).distinct) page.push(tag);
    if (page.length < TAGS_A_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function allTags({ records, older }: Window): Tag[] {
  const tags = [...older];
  for (const { value } of records) unpack(value, tags);
  return tags;
}

function countTags(tables: Tables, names: readonly string[]): number {
  let count = 0;
  for (const window of recordsIn(tables, names, { from: 0, to: SALTS })) {
    if (window.isInOrder) for (const { key } of window.records) count += countIn(key);
    else count += new Set(allTags(window).map(({ id }) => id)).size;
  }
  return count;
}

interface Window extends SaltRange {
  /** Those that hold a salt of the window; some of their ids may lie outside. */
  readonly records: readonly Entry<TagRecord>[];
  /** Whether the records are all there is, none of it lies outside, and one behind the other their ids are in order, each once. */
  readonly isInOrder: boolean;
  readonly older: readonly Tag[];
}

/** The records are read in one go, as windows of a small population hold one each. */
function* recordsIn(tables: Tables, names: readonly string[], { from, to }: SaltRange): Generator<Window> {
  const hasOlder = isAny(tables.tags, bounds(names, { from, to }));
  const all = scan(tables.packedTags, ...bounds(names, { from: firstSalt(from), to }));
  let next = all.next();
  for (let first = firstSalt(from); first < to; first += SALTS_A_RECORD) {
    const window = { from: Math.max(first, from), to: Math.min(first + SALTS_A_RECORD, to) };
    const records: Entry<TagRecord>[] = [];
    for (; next.done !== true && firstSaltIn(next.value.key) < window.to; next = all.next())
      if (lastSaltIn(next.value.key) >= window.from) records.push(next.value);
    const older = hasOlder ? olderIn(tables, names, window) : [];
    const isWhole = window.to - window.from === SALTS_A_RECORD && older.length === 0;
    yield { ...window, records, isInOrder: isWhole && areApart(records.map(({ key }) => key)), older };
  }
}

const bounds = (names: readonly string[], { from, to }: SaltRange): readonly [Buffer, Buffer] => [
  namedSaltKey(names, from),
  namedSaltKey(names, to),
];

const isAny = (table: Table<unknown>, [start, end]: readonly [Buffer, Buffer]): boolean =>
  Array.from(table.getKeys({ start, end, limit: 1 })).length > 0;

/** run · type · salt · id: scene bits. */
function olderIn(tables: Tables, names: readonly string[], range: SaltRange): Tag[] {
  const idAt = namesKey(...names).length + 2;
  return Array.from(scan(tables.tags, ...bounds(names, range)), ({ key, value }) => ({
    id: key.toString('utf8', idAt, key.length - 1),
    scenes: value,
  }));
}

const ENTRIES_A_TRANSACTION = 10_000;

/** In transactions of bounded size; a drop that dies half-way is ended by the next one. */
function dropTags(tables: Tables, table: Table<unknown>, run: string): void {
  const prefix = namesKey(run);
  for (let dropped = ENTRIES_A_TRANSACTION; dropped === ENTRIES_A_TRANSACTION;) {
    dropped = transact(tables.root, () => {
      const keys = Array.from(table.getKeys({ start: prefix, end: behind(prefix), limit: ENTRIES_A_TRANSACTION }));
      for (const key of keys) table.removeSync(key);
      return keys.length;
    });
  }
}
