import type { ThinnedNights } from '../../domain/retention-report.ts';
import { manifestPath, nightFolder, thinnedPath } from '../../domain/night.ts';
import { dateOfDay, dayOfDate, parseDate, type RunDate } from '../../domain/run-date.ts';
import { decodeDirectory } from '../../engine/row-directory.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import type { Ports } from '../ports.ts';
import { isDirectory } from '../run-files.ts';

export interface ThinTask {
  readonly dictionary: string;
  /** The newest sealed night, from which is counted. */
  readonly newest: RunDate;
  readonly keepDays: number;
  /** Dates that are being made anew at the moment. */
  readonly running: ReadonlySet<RunDate>;
  /** Removes nothing. */
  readonly dryRun: boolean;
}

/**
 * Removes what nights of more than `keepDays` before the newest one consist of. Of each stay its snapshots, reports and gates
 * and its manifest, as `thinned.json`, by which a replay makes it anew byte for byte; and rows that a later night points to, so that no night within `keepDays` changes. One that is killed is
 * ended by the next. Reads the directories of all nights that stay; holds their paths of rows and the paths of one night.
 * @param onDate before each date that is looked at
 * @throws DaybreakError BLOB_CORRUPT for a damaged directory of rows; nothing was removed then, as it may point anywhere
 */
export async function thinNights(
  { blobs }: Pick<Ports, 'blobs'>,
  { dictionary, newest, keepDays, running, dryRun }: ThinTask,
  onDate: (date: RunDate) => void = () => undefined,
): Promise<ThinnedNights> {
  const before = dateOfDay(dayOfDate(newest) - keepDays);
  const dates = (await blobs.folders(dictionary)).map(parseDate).filter((date) => date !== undefined);
  const goes = (date: RunDate): boolean => date < before && !running.has(date);
  const pointedTo = new Set<string>();
  for (const date of dates.filter((one) => !goes(one))) {
    onDate(date);
    await addRowFiles(blobs, nightFolder({ dictionary, date }), pointedTo);
  }
  const thinned: RunDate[] = [];
  let [files, rowFiles] = [0, 0];
  for (const date of dates.filter(goes)) {
    onDate(date);
    const large = (await blobs.list(nightFolder({ dictionary, date }))).filter(isLarge);
    const going = large.filter((path) => !pointedTo.has(path));
    rowFiles += large.length - going.length;
    files += going.length;
    if (going.length > 0) thinned.push(date);
    if (!dryRun) await thin(blobs, { dictionary, date }, going);
  }
  return { before, dates: thinned, files, rowFiles, running: dates.filter((one) => one < before && running.has(one)) };
}

/** The manifest goes first: a night that lacks files must not be taken for one that is sealed, and then for one that had none. */
async function thin(
  blobs: BlobStore,
  night: { dictionary: string; date: RunDate },
  going: readonly string[],
): Promise<void> {
  const manifest = manifestPath(night);
  if (going.length > 0 && (await blobs.exists(manifest))) {
    await blobs.write(thinnedPath(night), await blobs.read(manifest));
    await blobs.remove(manifest);
  }
  for (const path of going) await blobs.remove(path);
}

/** In a folder of a run, such as `runs/1/features/`: whatever lies beside these folders is small and stays. */
const isLarge = (path: string): boolean => /\/runs\/\d+\/.+\//.test(path);

async function addRowFiles(blobs: BlobStore, night: string, paths: Set<string>): Promise<void> {
  for (const path of (await blobs.list(night)).filter(isDirectory))
    for (const source of decodeDirectory(await blobs.read(path)).sources) paths.add(source.path);
}
