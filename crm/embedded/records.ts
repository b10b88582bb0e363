import { mkdirSync } from 'node:fs';
import { open, type Database } from 'lmdb';
import type { CrmValues } from '../crm.ts';

/** A record as it is kept. */
export interface KeptRecord {
  /** Fields that are not empty. */
  readonly values: CrmValues;
  /** 1 when it is made, one more with every change. */
  readonly version: number;
}

export type Records = Database<KeptRecord, string>;

/** Opens the folder, which is made when missing; any number of processes may have it open at once. */
export function openRecords(folder: string): Records {
  mkdirSync(folder, { recursive: true });
  return open<KeptRecord, string>({ path: folder, noSubdir: false, encoding: 'msgpack' });
}

/** lmdb keys have up to 1,978 bytes. */
const MOST_ID_BYTES = 1_900;

export const isRecordId = (id: string): boolean => id !== '' && Buffer.byteLength(id) <= MOST_ID_BYTES;

/** Sets fields of a record, which is made when missing; null empties a field. The version stays when nothing changes. */
export function setFields(records: Records, id: string, values: CrmValues): void {
  const known = records.get(id);
  const merged = Object.entries({ ...known?.values, ...values }).filter(([, value]) => value !== null);
  const same = known && Object.entries(values).every(([name, value]) => (known.values[name] ?? null) === value);
  if (!same) records.putSync(id, { values: Object.fromEntries(merged), version: (known?.version ?? 0) + 1 });
}
