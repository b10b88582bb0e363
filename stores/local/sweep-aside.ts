import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writerOf } from './blob-store-path.ts';

const swept = new Set<string>();

/**
 * Removes what writers that were killed left in a folder; once for each folder, so that it costs a listing and nothing more. A writer is told
 * by its process: a local folder, like the embedded store beside it, belongs to the processes of one machine.
 */
export async function sweepAside(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const name of await readdir(folder)) {
    const pid = writerOf(name);
    if (pid !== undefined && !isAlive(pid)) await rm(join(folder, name), { force: true });
  }
}

/** Processes of other users are alive too, and cannot be signalled. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code !== 'ESRCH';
  }
}
