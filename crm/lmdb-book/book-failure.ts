import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';

/** `No space left on device`, as lmdb passes it on: a number where Node gives a name. */
const OUT_OF_SPACE = 28;

/** What went wrong in the folder of leads; errors with a name of the operating system keep their own advice. */
export function bookFailure(thrown: unknown, doing: 'read' | 'write', folder: string): DaybreakError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === OUT_OF_SPACE) {
    return new DaybreakError(
      'DISK_FULL',
      `no space is left to write the leads in ${folder}`,
      'free some space and run the same command again',
      thrown,
    );
  }
  const known = asDaybreakError(thrown);
  if (known.code !== 'BUG') return known;
  return new DaybreakError(
    'CRM_FAILED',
    `the leads in ${folder} cannot be ${doing === 'read' ? 'read' : 'written'}: ${known.message}`,
    'run the same command again; if it fails again, look at the disk that holds this folder',
    thrown,
  );
}
