import { writeByRecordId } from '../by-record-id.ts';
import { connectionOf } from '../connection.ts';
import type { CrmOptions } from '../crm-options.ts';
import type { Crm } from '../crm.ts';
import { checkRows } from '../rows-a-call.ts';
import { fitsCsv } from './bulk-csv.ts';
import { BULK_ROWS, updateInBulk } from './bulk.ts';
import { updateCollections } from './collections.ts';
import { preflightFaults } from './preflight.ts';
import { readRecords } from './read-records.ts';
import { openSession } from './session.ts';
import { salesforceSchema } from './settings.ts';

/** Rows of one page of a query. */
const READ_ROWS = 2_000;

/**
 * Salesforce by its REST API: calls of up to 200 rows by sObject Collections, larger ones as jobs of Bulk API 2.0. Neither takes a condition on
 * SystemModstamp; see writeByRecordId.
 * @throws DaybreakError SETTINGS_INVALID
 */
export function openSalesforceCrm(options: CrmOptions): Crm {
  const settings = connectionOf(salesforceSchema, options.connection, 'Salesforce');
  const session = openSession(settings, options.secret, options.limits.timeout_seconds * 1_000);
  const { rows_a_call: rowsACall } = options.limits;
  const limits = { writeRows: Math.min(rowsACall, BULK_ROWS), readRows: Math.min(rowsACall, READ_ROWS) };
  return {
    limits,
    preflight: (fields) => preflightFaults(session, fields),
    async read(ids, fields) {
      checkRows('read', ids.length, limits.readRows);
      return readRecords(session, ids, fields);
    },
    async write(rows) {
      checkRows('write', rows.length, limits.writeRows);
      return writeByRecordId(rows, {
        read: (ids) => readRecords(session, ids, []),
        update: (updates) =>
          updates.length >= settings.bulk.from_rows && fitsCsv(updates)
            ? updateInBulk(session, updates)
            : updateCollections(session, updates),
        noRecord: (id) => `there is no ${settings.object} whose ${settings.id_field} is '${id}'`,
      });
    },
    async close() {
      // nothing stays open between calls
    },
  };
}
