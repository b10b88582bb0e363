import type { SaltRange } from '../../domain/salt.ts';
import type { Tag, TagTable } from '../tag-table.ts';
import { behind, namedKey, namedSaltKey, namesKey } from '../row-key.ts';
import { scanPages } from './scan.ts';
import { paced, settle } from './store-error.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

const PAGES_A_TURN = 2;

/** Tags in lmdb. */
export function tagTable(tables: Tables): TagTable {
  const { folder } = tables;
  return {
    putTags: (run, type, tags) =>
      settle(folder, () => {
        putTags(tables, run, type, tags);
      }),
    tagged: (run, type, range) => paced(folder, () => tagged(tables, run, type, range), PAGES_A_TURN),
    countTags: (run, type) =>
      settle(folder, () => {
        const prefix = namesKey(run, type);
        return tables.tags.getKeysCount({ start: prefix, end: behind(prefix) });
      }),
    dropTags: (run) =>
      settle(folder, () => {
        dropTags(tables, run);
      }),
  };
}

function putTags(tables: Tables, run: string, type: string, tags: readonly Tag[]): void {
  transact(tables.root, () => {
    for (const { id, scenes } of tags) {
      const key = namedKey([run, type], id);
      tables.tags.putSync(key, (tables.tags.get(key) ?? 0) | scenes);
    }
  });
}

function* tagged(tables: Tables, run: string, type: string, { from, to }: SaltRange): Generator<Tag[]> {
  const names = [run, type];
  const idAt = namesKey(run, type).length + 2;
  for (const page of scanPages(tables.tags, namedSaltKey(names, from), namedSaltKey(names, to))) {
    yield page.map(({ key, value }) => ({ id: key.toString('utf8', idAt, key.length - 1), scenes: value }));
  }
}

const TAGS_A_TRANSACTION = 10_000;

/** In transactions of bounded size; a drop that dies half-way is ended by the next one. */
function dropTags(tables: Tables, run: string): void {
  const prefix = namesKey(run);
  for (let dropped = TAGS_A_TRANSACTION; dropped === TAGS_A_TRANSACTION;) {
    dropped = transact(tables.root, () => {
      const keys = Array.from(tables.tags.getKeys({ start: prefix, end: behind(prefix), limit: TAGS_A_TRANSACTION }));
      for (const key of keys) tables.tags.removeSync(key);
      return keys.length;
    });
  }
}
