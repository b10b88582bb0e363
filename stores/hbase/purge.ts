import { setTimeout as sleep } from 'node:timers/promises';
import type { PurgeReport } from '../feature-store.ts';
import type { Admin } from './client/admin.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Flushes and compacts tables, one after the other, as it is disks that limit it: a major compaction leaves out what another cell of its
 * place stands over, and markers of deletes with all they hide. An empty cell is a cell like others and stays (docs/decisions/0007).
 */
export async function purgeTables(
  admin: Admin,
  tables: readonly string[],
  beat: (note: string) => void,
): Promise<PurgeReport> {
  for (const [i, table] of tables.entries()) {
    const note = `compacts ${table}, ${i + 1} of ${tables.length} tables`;
    // A store whose files are being compacted already would leave them out.
    await settled(admin, table, () => {
      beat(note);
    });
    await admin.flush(table);
    await admin.compact(table, true);
    await settled(admin, table, () => {
      beat(note);
    });
  }
  return { tables: tables.length };
}

async function settled(admin: Admin, table: string, beat: () => void): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    beat();
    if ((await admin.compactionState(table)) === 'none') return;
    await sleep(pauseMs);
  }
}
