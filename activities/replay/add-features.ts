import { definedFeatures, dictionaryText } from '../../domain/definition.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { growIndex } from '../../domain/feature-index.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { rowsNamed, rowsToAdd, stepsTouched, withRows } from './dictionary-rows.ts';
import { currentIndex, lockColumns, refuseShorterIndex } from '../index-guard.ts';
import { dictionaryHashes } from '../night-inputs.ts';
import type { Ports } from '../ports.ts';
import { snapshotPath } from '../snapshot.ts';
import type { NightRun } from '../../domain/night.ts';

type Added = Pick<NightSnapshot, 'dictionary' | 'index' | 'hashes'> & {
  readonly adds: readonly number[];
  readonly touches: readonly string[];
};

/**
 * What a run has of a dictionary when rows of the folder are added to it: its own rows and the new ones, in the columns that the folder's index
 * gives them. A feature that has no column yet gets one, as in a night.
 * @throws DaybreakError FEATURE_UNKNOWN, DICTIONARY_CHANGED, USAGE where the run has all of them already
 */
export async function addFeatures(
  ports: Ports,
  { dictionary, timeZone, hashes }: NightSnapshot,
  names: readonly string[],
  run: NightRun,
): Promise<Added> {
  const folder = await ports.dictionaries.read(run.dictionary);
  const rows = rowsToAdd(dictionary, rowsNamed(folder.dictionary, names));
  if (rows.length === 0) {
    throw new DaybreakError(
      'USAGE',
      `the night ${run.dictionary} ${run.date} has ${names.join(', ')} already`,
      'leave it as it is',
    );
  }
  const store = await ports.openStore(run.dictionary, timeZone);
  await refuseShorterIndex(store, folder.index, ports.sha256, () => currentIndex(ports, run.dictionary));
  const now = growIndex(folder.index, definedFeatures(folder.dictionary, ports.sha256));
  if (now.added.length + now.retired.length + now.revived.length > 0)
    await ports.dictionaries.writeIndex(run.dictionary, now.index);
  await lockColumns(store, now.index, ports.blobs.locate(snapshotPath(run)), ports.sha256);
  const extended = withRows(dictionary, rows);
  // Columns are in use where this night's dictionary has the feature, whatever was taken out of the folder since.
  const { index } = growIndex(now.index, definedFeatures(extended, ports.sha256));
  const hash = ports.sha256(dictionaryText(extended));
  return {
    dictionary: extended,
    index,
    hashes: { ...hashes, ...dictionaryHashes(ports, timeZone, hash, index) },
    adds: rows.map(({ id }) => id),
    touches: stepsTouched(rows),
  };
}
