import type { Crm } from '../crm.ts';
import type { CrmOptions } from '../crm-options.ts';
import { checkRows } from '../rows-a-call.ts';
import { readConnection } from './connection.ts';
import { callFailure } from './failure.ts';
import { preflightFaults } from './preflight.ts';
import { readRecords } from './read-records.ts';
import { openServer } from './server.ts';
import { describeTable, type TableShape } from './table-shape.ts';
import { writeRecords } from './write-records.ts';

/** A statement's arrays stay a few megabytes, also with long texts. */
const ROWS_A_STATEMENT = 5_000;

/** A table of PostgreSQL as a CRM: a record a row, a field a column. @throws DaybreakError SETTINGS_INVALID */
export function openPostgresCrm(options: Omit<CrmOptions, 'fields' | 'state'>): Crm {
  const { server: address, records } = readConnection(options);
  const server = openServer(address, options.limits);
  const writeRows = Math.min(options.limits.rows_a_call, ROWS_A_STATEMENT);
  let shape: Promise<TableShape> | undefined;
  const shapeNow = (): Promise<TableShape> => (shape ??= describeTable(server.run, records));

  /** What the server said of the table may be over when a call fails. */
  const call = async <T>(doing: string, work: (shape: TableShape) => Promise<T>): Promise<T> => {
    try {
      return await work(await shapeNow());
    } catch (thrown) {
      shape = undefined;
      throw callFailure(thrown, doing);
    }
  };

  return {
    limits: { writeRows, readRows: ROWS_A_STATEMENT },
    preflight: (fields) => {
      shape = undefined;
      return call('describe the table', (now) => Promise.resolve(preflightFaults(fields, records, now)));
    },
    read: async (ids, fields) => {
      checkRows('read', ids.length, ROWS_A_STATEMENT);
      return call('give records', (now) => readRecords(server.run, records, now, ids, fields));
    },
    write: async (rows) => {
      checkRows('write', rows.length, writeRows);
      return call('take records', (now) => writeRecords(server, records, now, rows));
    },
    close: () => server.close(),
  };
}
