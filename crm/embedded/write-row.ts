import type { CrmWrite, WriteOutcome } from '../crm.ts';
import { valueFault } from './field-faults.ts';
import { isRecordId, setFields, type Records } from './records.ts';
import type { EmbeddedSettings } from './settings.ts';

/** Writes one row, inside a transaction. Its fields are declared ones, where there are any. */
export function writeRow(records: Records, settings: EmbeddedSettings, { id, values, seen }: CrmWrite): WriteOutcome {
  if (!isRecordId(id)) return refused('the opportunity id is empty or too long');
  const known = records.get(id);
  if (!known && settings.records === 'known') return refused(`there is no record ${id}`);
  if (seen?.version !== undefined && seen.version !== versionOf(known?.version)) return { state: 'conflict' };
  for (const [name, value] of Object.entries(values)) {
    const field = settings.fields?.[name];
    const fault = field && valueFault(field, name, value);
    if (fault !== undefined) return refused(fault);
  }
  setFields(records, id, values);
  return { state: 'written' };
}

/** `0` is that of a record which is not there yet. */
export const versionOf = (version = 0): string => String(version);

const refused = (reason: string): WriteOutcome => ({ state: 'refused', reason, again: false });
