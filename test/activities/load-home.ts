import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadDrop, type LoadPorts, type LoadTask } from '../../activities/load/load-drop.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { parseInstant } from '../../domain/instant.ts';
import type { LoadProgress } from '../../domain/load-report.ts';
import { findDrop } from '../../sources/find-files.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { openLocalBlobs } from '../../stores/local/blob-store.ts';
import { openTable } from '../sources/read-rows.ts';

export const LOADED_AT = '2026-03-10T06:00:00Z';

/** A store and a blob store of their own, gone when the test ends, and loads into them. */
export async function loadHome(zone = 'Asia/Shanghai') {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-load-'));
  const calendar = calendarOf(zone);
  const store = await openEmbeddedStore({ folder: join(folder, 'store'), calendar });
  const blobs = openLocalBlobs({ folder: join(folder, 'files') });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ports: LoadPorts = { store, blobs, findDrop, open: openTable, now: () => parseInstant(LOADED_AT)! };
  const load = (
    path: string,
    task: Partial<LoadTask> = {},
    onProgress?: (progress: LoadProgress) => void,
    changed: Partial<LoadPorts> = {},
  ) =>
    loadDrop(
      { ...ports, ...changed },
      { dictionary: 'shop', path, until: undefined, badRowsShare: 0.1, calendar, ...task },
      onProgress,
    );
  return { folder, store, blobs, calendar, load };
}

/** Everything that a night at the end of time would see of a store, as bytes; '' for an empty store. */
export async function everythingIn(store: LoadPorts['store']): Promise<string> {
  let bytes = '';
  for await (const piece of store.acceptedRows({ from: 0, to: 65_536 }, parseInstant('2200-01-01T00:00:00Z')!)) {
    bytes += Buffer.from(piece).toString('latin1');
  }
  return bytes;
}
