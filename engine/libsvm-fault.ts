import { DaybreakError } from '../domain/errors.ts';

/** A line of a LibSVM text that is not as this program writes them; `line` counts from 1. */
export const corruptLine = (line: number, what: string): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `line ${line} of the LibSVM text is not valid: ${what}`,
    'look at the disk, then run the night again: it writes its files anew',
  );
