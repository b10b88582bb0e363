import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';

/** The folder with the real data sets, the reference and the models, which are not part of this repository. */
export const SHARED = process.env['DAYBREAK_SHARED'] ?? join(import.meta.dirname, '../../shared');

export const hasShared = existsSync(join(SHARED, 'conformance'));

/** Says it where the folder is missing: on standard error, and as a skipped test. */
export function sayNotTested(): void {
  if (hasShared) return;
  process.stderr.write(`${NOT_TESTED}\n`);
  it.skip(NOT_TESTED); // counted as skipped on the last line of `npm test`: without the folder there is nothing to run, and silence would pass for success
}

/** What a test's name says where the folder is missing: the reader of the results sees what was not tested. */
const NOT_TESTED = `NOT TESTED: ${SHARED} is missing, so no real data set was run (set DAYBREAK_SHARED to its place)`;
