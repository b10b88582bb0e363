import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDrop } from '../../activities/load/load-drop.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { parseInstant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import { openCsvTable } from '../../sources/csv/open-table.ts';
import { findDrop } from '../../sources/find-files.ts';
import { openNdjsonTable } from '../../sources/ndjson/open-table.ts';
import { openParquetTable } from '../../sources/parquet/open-table.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { openLocalBlobs } from '../../stores/local/blob-store.ts';
import { everythingIn } from '../activities/load-home.ts';

const calendar = calendarOf('UTC');
const open = { csv: openCsvTable, ndjson: openNdjsonTable, parquet: openParquetTable };
const LOADED_AT = parseInstant('2026-03-10T06:00:00Z')!;

/** What a load of one file of events left: the code it was refused with, or none, and every current event that a night can see. */
export interface Left {
  readonly refused: DaybreakError | undefined;
  readonly events: readonly EventRow[];
}

/** Loads a file of events through the real load into a real store of its own. However many rows are bad, the others come in. */
export async function loadOnce(fileName: string, bytes: Uint8Array): Promise<Left> {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-fuzz-'));
  const drop = join(folder, 'drop');
  await mkdir(drop);
  await writeFile(join(drop, fileName), bytes);
  const store = await openEmbeddedStore({ folder: join(folder, 'store'), calendar });
  const blobs = openLocalBlobs({ folder: join(folder, 'files') });
  try {
    const ports = { store, blobs, findDrop, open, now: () => LOADED_AT };
    const task = { dictionary: 'shop', path: drop, until: undefined, badRowsShare: 1, calendar };
    const refused = await loadDrop(ports, task).then(() => undefined, onlyDaybreakError);
    const lines = (await everythingIn(store)).split('\n').filter((line) => line !== '');
    const ids = lines.map((line) => (JSON.parse(Buffer.from(line, 'latin1').toString()) as string[])[3]!);
    const events = await Promise.all(ids.map(async (id) => (await store.eventVersions(id)).at(-1)!));
    return { refused, events };
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

function onlyDaybreakError(error: unknown): DaybreakError {
  if (error instanceof DaybreakError && error.code !== 'BUG') return error;
  throw error;
}
