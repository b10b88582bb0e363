import { DaybreakError } from '../domain/errors.ts';

/**
 * The names of a blob path.
 * @param isAside whether a name is one of the store's own for what is being written, which no path may have
 * @throws DaybreakError USAGE for a path that is not plain names joined by `/`, as it could leave the store
 */
export function blobNames(path: string, isAside: (name: string) => boolean): string[] {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || /[\\\0]/.test(name) || isAside(name))) {
    throw new DaybreakError(
      'USAGE',
      `"${path}" is no path of a file in the blob store`,
      'write plain names joined by /, without .., for example sample/2026-03-01/report.json',
    );
  }
  return names;
}
