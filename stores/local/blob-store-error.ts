import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';

/** A failure of the file system as an error that names the blob. */
export function blobError(thrown: unknown, path: string): DaybreakError {
  if (thrown instanceof DaybreakError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
    return new DaybreakError('BLOB_MISSING', `there is no file ${path}`, 'run the night that writes it', thrown);
  }
  return asDaybreakError(thrown);
}
