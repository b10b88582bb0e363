import { DaybreakError } from '../domain/errors.ts';
import type { FeatureIndex, IndexEntry } from '../domain/feature-index.ts';
import type { RecordTable } from '../stores/record-table.ts';

/** The columns of the last run that began: how many there were, a hash of what they mean, and the run's snapshot, which holds them all. */
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
 * @throws DaybreakError INDEX_INVALID when the index does not begin with the columns of the last run
 */
export async function refuseShorterIndex(store: RecordTable, index: FeatureIndex, hash: Hash): Promise<void> {
  const locked = (await store.getRecord(TABLE, KEY)) as LockedColumns | undefined;
  if (!locked) return;
  const { columns, snapshot } = locked;
  if (hashOf(index.entries.slice(0, columns), hash) === locked.hash) return;
  const is = index.entries.length < columns ? `has ${index.entries.length}` : 'has others in their places';
  throw new DaybreakError(
    'INDEX_INVALID',
    `the last run had ${columns} columns, and index.csv ${is}: a column never changes its meaning`,
    `take the last good index.csv back; the index of that run stands under "index" in ${snapshot}`,
  );
}

/** Remembers the columns of a run that begins. */
export const lockColumns = (store: RecordTable, index: FeatureIndex, snapshot: string, hash: Hash): Promise<void> =>
  store.putRecord(TABLE, KEY, {
    columns: index.entries.length,
    hash: hashOf(index.entries, hash),
    snapshot,
  } satisfies LockedColumns);
