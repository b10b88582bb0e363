import { mkdirSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import type { LeadKey, LeadRecord, TargetKey, TargetRecord } from './keys.ts';

export interface Tables {
  readonly root: RootDatabase;
  readonly targets: Database<TargetRecord, TargetKey>;
  readonly leads: Database<LeadRecord, LeadKey>;
}

/** Opens the folder, which is made when missing; any number of processes may have it open at once. */
export function openTables(folder: string): Tables {
  mkdirSync(folder, { recursive: true });
  const root = open({ path: folder, maxDbs: 2, noSubdir: false });
  return {
    root,
    targets: root.openDB('targets', { encoding: 'json' }),
    leads: root.openDB('leads', { encoding: 'msgpack' }),
  };
}
