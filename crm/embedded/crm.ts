import { basename, join } from 'node:path';
import { connectionOf } from '../connection.ts';
import type { CrmOptions } from '../crm-options.ts';
import { CrmError, type Crm, type CrmRecord, type CrmWrite } from '../crm.ts';
import { checkRows } from '../rows-a-call.ts';
import { fieldFault } from './field-faults.ts';
import { isRecordId, openRecords, type KeptRecord, type Records } from './records.ts';
import { embeddedSchema } from './settings.ts';
import { versionOf, writeRow } from './write-row.ts';

/** A CRM for one machine: records in an lmdb folder of their own, which the first call opens. @throws DaybreakError SETTINGS_INVALID */
export function openEmbeddedCrm({ connection, limits, folder, state }: CrmOptions): Crm {
  const settings = connectionOf(embeddedSchema, connection, 'embedded');
  const place = join(state, settings.folder ?? join('crm-records', basename(folder)));
  const most = limits.rows_a_call;
  let opened: Records | undefined;
  const attempt = <T>(work: (records: Records) => T): Promise<T> =>
    new Promise((resolve) => {
      try {
        opened ??= openRecords(place);
        // A read transaction that is kept from before would not see what other processes wrote since.
        opened.resetReadTxn();
        resolve(work(opened));
      } catch (thrown) {
        throw failure(place, thrown);
      }
    });
  const recordOf = (kept: KeptRecord | undefined, fields: readonly string[]): CrmRecord | undefined => {
    if (!kept && settings.records === 'known') return undefined;
    const values = Object.fromEntries(fields.map((name) => [name, kept?.values[name] ?? null]));
    return { values, version: versionOf(kept?.version) };
  };
  return {
    limits: { readRows: most, writeRows: most },
    preflight: (fields) =>
      attempt(() =>
        fields.flatMap((field) => {
          const reason = fieldFault(settings.fields, field);
          return reason === undefined ? [] : [{ field: field.name, reason }];
        }),
      ),
    read: (ids, fields) =>
      attempt((records) => {
        checkRows('read', ids.length, most);
        checkDeclared(settings.fields, fields);
        return ids.map((id) => recordOf(isRecordId(id) ? records.get(id) : undefined, fields));
      }),
    write: (rows) =>
      attempt((records) => {
        checkRows('write', rows.length, most);
        checkDeclared(settings.fields, rows.flatMap(fieldsOf));
        return records.transactionSync(() => rows.map((row) => writeRow(records, settings, row)));
      }),
    async close() {
      const closing = opened;
      opened = undefined;
      await closing?.close();
    },
  };
}

const fieldsOf = ({ values }: CrmWrite): string[] => Object.keys(values);

function checkDeclared(declared: Readonly<Record<string, unknown>> | undefined, names: readonly string[]): void {
  const unknown = declared && names.find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined) throw new CrmError('permanent', `there is no field ${unknown}`);
}

function failure(folder: string, thrown: unknown): CrmError {
  if (thrown instanceof CrmError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CrmError(denied ? 'permanent' : 'transient', `the records in ${folder} cannot be used: ${message}`, {
    cause: thrown,
  });
}
