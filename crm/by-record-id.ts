import type { CrmRecord, CrmValues, CrmWrite, WriteOutcome } from './crm.ts';

/** A row whose record is known. */
export interface RecordUpdate {
  readonly recordId: string;
  readonly values: CrmValues;
}

/** The `version` of a record in a CRM that writes by a record id of its own: that id and when the record last changed. */
export const recordVersion = (recordId: string, changed: string): string => `${recordId} ${changed}`;

export interface ByRecordId {
  /** The records as they are now, in the order of the ids; undefined where there is none. */
  readonly read: (ids: readonly string[]) => Promise<readonly (CrmRecord | undefined)[]>;
  /** Updates at least one record; an outcome each, in order. */
  readonly update: (updates: readonly RecordUpdate[]) => Promise<readonly WriteOutcome[]>;
  /** Why an id cannot be written that no record has. */
  readonly noRecord: (id: string) => string;
}

/**
 * Writes rows to records that are there, for a CRM whose writes take no condition. The records are asked for just before: for their ids, and
 * because one that has changed since it was seen is a `conflict`. Only the moment between the two calls is not guarded.
 */
export async function writeByRecordId(rows: readonly CrmWrite[], crm: ByRecordId): Promise<WriteOutcome[]> {
  if (rows.length === 0) return [];
  const now = await crm.read(rows.map((row) => row.id));
  const known = rows.map((row, at): WriteOutcome | RecordUpdate => {
    const version = now[at]?.version;
    if (row.seen !== undefined && row.seen.version !== version) return { state: 'conflict' };
    const [recordId] = version?.split(' ') ?? [];
    return recordId === undefined
      ? { state: 'refused', reason: crm.noRecord(row.id), again: false }
      : { recordId, values: row.values };
  });
  const updates = known.filter((one) => 'recordId' in one);
  const outcomes = (updates.length > 0 ? await crm.update(updates) : []).values();
  return known.map((one) => {
    if ('state' in one) return one;
    return outcomes.next().value ?? { state: 'refused', reason: 'nothing is known of this row', again: true };
  });
}
