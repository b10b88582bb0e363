import { connectionOf } from '../connection.ts';
import type { Crm } from '../crm.ts';
import type { CrmOptions } from '../crm-options.ts';
import { checkRows } from '../rows-a-call.ts';
import { trytonModel } from './model.ts';
import { preflight } from './preflight.ts';
import { findRecords, versionOf } from './records.ts';
import { trytonSession } from './session.ts';
import { trytonSchema } from './settings.ts';
import { writeRecords } from './write-records.ts';

/** Tryton sets no limit, but a call is one transaction that keeps others waiting. */
const MOST_ROWS = 1_000;

/** The records of a model of Tryton, over its JSON-RPC as a user of its own. @throws DaybreakError SETTINGS_INVALID */
export function openTrytonCrm(options: CrmOptions): Crm {
  const settings = connectionOf(trytonSchema, options.connection, 'tryton');
  const session = trytonSession({
    url: settings.url,
    database: settings.database,
    user: settings.user,
    password: () => options.secret(settings.password),
    timeoutMs: options.limits.timeout_seconds * 1_000,
  });
  const model = trytonModel(session, settings.model);
  const idField = settings.id_field;
  const limits = { writeRows: Math.min(options.limits.rows_a_call, MOST_ROWS), readRows: MOST_ROWS };
  return {
    limits,
    preflight: (fields) => preflight(model, idField, fields),
    async read(ids, fields) {
      checkRows('read', ids.length, limits.readRows);
      const found = await findRecords(model, idField, ids, fields);
      return ids.map((id) => {
        const [first, ...others] = found.get(id) ?? [];
        if (first === undefined) return undefined;
        // without a version a write looks for the record itself, and refuses where there are several
        return others.length === 0 ? { values: first.values, version: versionOf(first) } : { values: first.values };
      });
    },
    async write(rows) {
      checkRows('write', rows.length, limits.writeRows);
      return writeRecords(model, idField, rows);
    },
    close: () => session.close(),
  };
}
