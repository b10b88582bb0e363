import { writeByRecordId } from '../by-record-id.ts';
import { connectionOf } from '../connection.ts';
import type { CrmOptions } from '../crm-options.ts';
import type { Crm } from '../crm.ts';
import { checkRows } from '../rows-a-call.ts';
import { BATCH_ROWS } from './batch.ts';
import { preflightFaults } from './preflight.ts';
import { readRecords } from './read-records.ts';
import { openSession } from './session.ts';
import { hubspotSchema } from './settings.ts';
import { updateRecords } from './update-records.ts';

/**
 * HubSpot by the batches of its CRM API. They take no condition on a record's state; see writeByRecordId.
 * @throws DaybreakError SETTINGS_INVALID
 */
export function openHubspotCrm(options: CrmOptions): Crm {
  const settings = connectionOf(hubspotSchema, options.connection, 'HubSpot');
  const session = openSession(settings, options.secret, options.limits.timeout_seconds * 1_000);
  const rows = Math.min(options.limits.rows_a_call, BATCH_ROWS);
  const limits = { writeRows: rows, readRows: rows };
  const types = new Map(options.fields.map((field) => [field.name, field.type]));
  const read = (ids: readonly string[], names: readonly string[]) =>
    readRecords(session, ids, names, (name) => types.get(name) ?? 'text');
  return {
    limits,
    preflight: (fields) => preflightFaults(session, fields),
    async read(ids, fields) {
      checkRows('read', ids.length, limits.readRows);
      return read(ids, fields);
    },
    async write(writes) {
      checkRows('write', writes.length, limits.writeRows);
      return writeByRecordId(writes, {
        read: (ids) => read(ids, []),
        update: (updates) => updateRecords(session, updates),
        noRecord: (id) => `none of the ${settings.object} has '${id}' as its ${settings.id_property}`,
      });
    },
    async close() {
      // nothing stays open between calls
    },
  };
}
