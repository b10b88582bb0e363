import { DaybreakError } from '../domain/errors.ts';
import type { FeatureIndex, IndexEntry } from '../domain/feature-index.ts';
import type { Ports } from './ports.ts';
import type { RecordTable } from '../stores/record-table.ts';

/** The columns of the last run that began: how many there were, a hash of what they mean, and the snapshot of the first run that had them all. */
interface LockedColumns {
  readonly columns: number;
  readonly hash: string;
  readonly snapshot: string;
}

const [TABLE, KEY] = ['index', 'locked'];

type Hash = (text: string) => string;

const hashOf = (entries: readonly IndexEntry[], hash: Hash): string =>
  hash(entries.map(({ column, feature, hash: meaning }) => `${column},${feature},${meaning}\n`).join(''));

/**
 * An index.csv that lost its end, or was taken back to an older one, still reads as an index; new features would then be given columns that
 * models and files of earlier nights know under another meaning.
 * @param read the index afresh
 * @throws DaybreakError INDEX_INVALID when the index does not begin with the columns of the last run, STATE_BUSY when it does by now: another
 *   run of the dictionary has given out columns since `index` was read
 */
export async function refuseShorterIndex(
  store: RecordTable,
  index: FeatureIndex,
  hash: Hash,
  read: () => Promise<FeatureIndex>,
): Promise<void> {
  const locked = (await store.getRecord(TABLE, KEY)) as LockedColumns | undefined;
  if (!locked || beginsWith(index, locked, hash)) return;
  const { columns, snapshot } = locked;
  if (beginsWith(await read(), locked, hash)) {
    throw new DaybreakError(
      'STATE_BUSY',
      'another run has given new features their columns since index.csv was read',
      'run the same command again',
    );
  }
  const is = index.entries.length < columns ? `has ${index.entries.length}` : 'has others in their places';
  throw new DaybreakError(
    'INDEX_INVALID',
    `the last run had ${columns} columns, and index.csv ${is}: a column never changes its meaning`,
    `take the last good index.csv back; its columns stand under "index" in ${snapshot}`,
  );
}

const beginsWith = ({ entries }: FeatureIndex, { columns, hash }: LockedColumns, hashText: Hash): boolean =>
  hashOf(entries.slice(0, columns), hashText) === hash;

/** What index.csv says now. */
export const currentIndex = async (
  { dictionaries }: Pick<Ports, 'dictionaries'>,
  name: string,
): Promise<FeatureIndex> => (await dictionaries.read(name)).index;

/**
 * Remembers the columns of a run that begins, unless a run beside it has more of them. Of runs with the same columns the first one stays named: a
 * later one is removed when its night is found sealed, which the one that brought them never is.
 */
export async function lockColumns(
  store: RecordTable,
  { entries }: FeatureIndex,
  snapshot: string,
  hash: Hash,
): Promise<void> {
  const locked = (await store.getRecord(TABLE, KEY)) as LockedColumns | undefined;
  const columns: LockedColumns = { columns: entries.length, hash: hashOf(entries, hash), snapshot };
  if (locked && (locked.columns > columns.columns || locked.hash === columns.hash)) return;
  await store.putRecord(TABLE, KEY, columns);
}
