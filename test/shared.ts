import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the real data sets, the reference and the models, which are not part of this repository. */
export const SHARED = process.env['DAYBREAK_SHARED'] ?? join(import.meta.dirname, '../../shared');

export const hasShared = existsSync(join(SHARED, 'conformance'));

/** What a test's name says where the folder is missing: the reader of the results sees what was not tried. */
export const NOT_TRIED = `NOT TRIED: ${SHARED} is missing, so no real data set was run (set DAYBREAK_SHARED to its place)`;
