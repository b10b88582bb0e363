import { constants, accessSync, existsSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asDaybreakError } from '../domain/errors.ts';
import { missing, ok, warning, type DoctorCheck } from './doctor-check.ts';
import { stateFolder } from './state-folder.ts';

const ROOMY_BYTES = 2e9;
const TIGHT_BYTES = 2e8;

/** The folder, or the nearest one above it that is there: what has not been made yet will be made in that one. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

function writable(home: string): DoctorCheck {
  try {
    const { root } = stateFolder(home);
    accessSync(nearest(root), constants.R_OK | constants.W_OK | constants.X_OK);
    return ok('state folder', root);
  } catch (error) {
    const { message, next } = asDaybreakError(error);
    return missing('state folder', message, next);
  }
}

async function disk(home: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(nearest(home));
  const freeBytes = bavail * bsize;
  const found = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const mend = 'free some space, or choose another folder with DAYBREAK_HOME';
  if (freeBytes < TIGHT_BYTES) return missing('disk', found, mend);
  return freeBytes < ROOMY_BYTES ? warning('disk', found, mend) : ok('disk', found);
}

function isOpen(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // whatever keeps it shut
  }
}

function dictionaries(home: string): DoctorCheck {
  const folder = join(home, 'dictionaries');
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) =>
    existsSync(join(folder, name, 'dictionary.csv')),
  );
  const closed = names.filter((name) => !isOpen(join(folder, name)));
  if (closed.length > 0) {
    const mend = 'give this user the right to write there: nights give new features their columns in index.csv';
    return warning('dictionaries', `${closed.join(', ')} in ${folder} cannot be written`, mend);
  }
  if (names.length > 0) return ok('dictionaries', `${names.join(', ')} in ${folder}`);
  return warning('dictionaries', `none in ${folder}`, 'make one with `npx daybreak init <dictionary> --from DROP`');
}

/** The folders that Daybreak writes to and reads from. */
export const checkPlaces = async (home: string): Promise<DoctorCheck[]> => [
  writable(home),
  await disk(home),
  dictionaries(home),
];
