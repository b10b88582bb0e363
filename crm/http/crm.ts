import { connectionOf } from '../connection.ts';
import type { CrmOptions } from '../crm-options.ts';
import type { Crm, CrmRecord, CrmWrite, WriteOutcome } from '../crm.ts';
import { checkRows } from '../rows-a-call.ts';
import { fieldValues } from './field-values.ts';
import { takesOne } from './placeholders.ts';
import { preflightFaults } from './preflight.ts';
import { readRecords } from './read-records.ts';
import { sender } from './send.ts';
import { httpSchema, type HttpSettings } from './settings.ts';
import { writeRows } from './write-rows.ts';

/** A CRM with an HTTP API that the settings describe. @throws DaybreakError SETTINGS_INVALID */
export function openHttpCrm({ connection, fields, limits, secret }: CrmOptions): Crm {
  const settings = connectionOf(httpSchema, connection, 'HTTP');
  const send = sender(settings, { limits, secret });
  const values = fieldValues(settings, fields);
  const rowsOf = (call: HttpSettings['read' | 'write']): number =>
    takesOne(call) ? 1 : Math.min(limits.rows_a_call, call.rows ?? limits.rows_a_call);
  const readRows = rowsOf(settings.read);
  const writeRowsMost = rowsOf(settings.write);

  /** Of at most `readRows` ids. Ids that no path or list of them can hold are in no CRM. */
  const read = async (ids: readonly string[], names: readonly string[]): Promise<(CrmRecord | undefined)[]> => {
    const askable = ids.filter((id) => unfit(id, settings.read.path) === undefined);
    const found = await readRecords(send, settings, values, askable, names);
    const byId = new Map(askable.map((id, i) => [id, found[i]]));
    return ids.map((id) => byId.get(id));
  };
  const readAgain = async (ids: readonly string[], names: readonly string[]): Promise<(CrmRecord | undefined)[]> => {
    const found: (CrmRecord | undefined)[] = [];
    for (let from = 0; from < ids.length; from += readRows)
      found.push(...(await read(ids.slice(from, from + readRows), names)));
    return found;
  };
  const write = async (rows: readonly CrmWrite[]): Promise<WriteOutcome[]> => {
    const sendable = rows.filter(({ id }) => unfit(id, settings.write.path) === undefined);
    const outcomes = sendable.length === 0 ? [] : await writeRows(send, settings, values, sendable, readAgain);
    const byRow = new Map(sendable.map((row, i) => [row, outcomes[i]]));
    return rows.map((row) => byRow.get(row) ?? refusedId(row.id, settings.write.path));
  };
  return {
    limits: { readRows, writeRows: writeRowsMost },
    preflight: (wanted) => preflightFaults(send, settings, wanted, read),
    async read(ids, names) {
      checkRows('read', ids.length, readRows);
      return read(ids, names);
    },
    async write(rows) {
      checkRows('write', rows.length, writeRowsMost);
      return write(rows);
    },
    close: () => Promise.resolve(),
  };
}

/** Why a call with this path cannot be about this id. */
function unfit(id: string, path: string): string | undefined {
  if (id === '') return 'the opportunity id is empty';
  if (path.includes('{id}') && /^\.\.?$/.test(id)) return `the opportunity id ${id} cannot stand in an address`;
  return undefined;
}

const refusedId = (id: string, path: string): WriteOutcome => ({
  state: 'refused',
  reason: unfit(id, path) ?? 'the CRM said nothing of this row',
  again: false,
});
