import { DaybreakError } from '../../domain/errors.ts';
import type { NightRun } from '../../domain/night.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { gatherRows, type RowPlace } from '../../engine/gather-rows.ts';
import type { RowBlock } from '../../engine/row-block.ts';
import { decodeBlocks } from '../../engine/row-codec.ts';
import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';
import { readDirectory } from './kept-rows.ts';
import { MAKE_ANEW } from '../make-anew.ts';
import type { Ports } from '../ports.ts';
import type { RowKind } from '../run-files.ts';
import { readWhole } from '../verified-pieces.ts';

/** Rows of which part, and which of their slots count days (day-slots.ts). */
export interface RowsAsked {
  readonly run: NightRun;
  readonly kind: RowKind;
  readonly type: string;
  readonly part: number;
  readonly days: Uint8Array;
}

const ROWS_A_BLOCK = 256;

/**
 * The rows of a part as they are on the run's day, in order, wherever they lie.
 * @throws DaybreakError BLOB_MISSING, BLOB_CORRUPT where a file of an earlier night is gone or damaged
 */
export async function* readRows(ports: Ports, { run, kind, type, part, days }: RowsAsked): AsyncGenerator<RowBlock> {
  const directory = await readDirectory(ports, run, kind, type, part);
  // A run that computed nothing of the part has no file of its own.
  const used = new Set(directory.source);
  const files = await Promise.all(
    directory.sources.map((source, i) =>
      used.has(i) ? openFile(ports, source) : Promise.resolve({ source, rows: [] }),
    ),
  );
  const today = dayOfDate(run.date);
  for (let from = 0; from < directory.ids.length; from += ROWS_A_BLOCK) {
    const ids = directory.ids.slice(from, from + ROWS_A_BLOCK);
    yield gatherRows(
      ids,
      ids.map((id, i) => placeOf(directory, files, from + i, id, today)),
      days,
    );
  }
}

interface OpenFile {
  readonly source: RowSource;
  readonly rows: readonly (readonly [block: RowBlock, row: number])[];
}

async function openFile(ports: Ports, source: RowSource): Promise<OpenFile> {
  const rows: (readonly [RowBlock, number])[] = [];
  for (const block of decodeBlocks(await readWhole(ports, source))) {
    for (const row of block.ids.keys()) rows.push([block, row]);
  }
  return { source, rows };
}

function placeOf(
  { source, row }: RowDirectory,
  files: readonly OpenFile[],
  at: number,
  id: string,
  today: number,
): RowPlace {
  const file = files[source[at] ?? -1];
  const [block, place] = file?.rows[row[at] ?? -1] ?? [];
  if (file && block && place !== undefined && block.ids[place] === id)
    return { block, row: place, days: today - file.source.day };
  throw new DaybreakError(
    'BLOB_CORRUPT',
    `${file?.source.path ?? 'a directory of rows'} does not have the row of "${id}"`,
    MAKE_ANEW,
  );
}
