import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';

/** A failure of the file system under `folder` as an error that names the blob. */
export function blobError(thrown: unknown, path: string, folder: string): DaybreakError {
  if (thrown instanceof DaybreakError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const below = code === 'ENOTDIR' && statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (code === 'ENOENT' || code === 'EISDIR' || below) {
    return new DaybreakError(
      'BLOB_MISSING',
      `there is no file ${path}`,
      'put it back from the backup, or make the night that reads it anew: npx daybreak replay DICTIONARY --date D --full',
      thrown,
    );
  }
  const failure = asDaybreakError(thrown);
  // of a full disk the system does not say which
  if (failure.code !== 'DISK_FULL' || failure.message.includes(folder)) return failure;
  return new DaybreakError('DISK_FULL', `${failure.message}: ${join(folder, path)}`, failure.next, thrown);
}
