import { DaybreakError } from '../domain/errors.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of an `.ids` file: an id a line, in the order of the rows beside it. @throws DaybreakError DROP_UNREADABLE for an id with a line break. */
export function writeIds(ids: readonly string[]): Uint8Array {
  const broken = ids.find((id) => id.includes('\n'));
  if (broken !== undefined) {
    throw new DaybreakError(
      'DROP_UNREADABLE',
      `the id ${JSON.stringify(broken)} has a line break, so it cannot be a line of an .ids file`,
      'correct the id in the warehouse and load the drop again',
    );
  }
  return encoder.encode(ids.map((id) => `${id}\n`).join(''));
}

/** The ids of an `.ids` file in order. @throws DaybreakError BLOB_CORRUPT */
export function readIds(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  try {
    const lines = decoder.decode(bytes).split('\n');
    if (lines.pop() === '') return lines;
  } catch (cause) {
    throw corrupt('is not UTF-8', cause);
  }
  throw corrupt('ends within a line');
}

const corrupt = (what: string, cause?: unknown): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `the list of ids ${what}`,
    'look at the disk, then run the night again: it writes its files anew',
    cause,
  );
