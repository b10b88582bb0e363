import type { RegionLocation } from './region-location.ts';
import type { CallOptions, CallResult } from './rpc-call.ts';
import { HBaseError } from './hbase-error.ts';
import { metaRows, type MetaRow } from './meta-cells.ts';
import { metaRegion, type MetaRegion } from './meta-region.ts';
import { messageType } from './rpc-method.ts';

export const META_TABLE = 'hbase:meta';
const META_REGION = Buffer.from('hbase:meta,,1');
const META_ENCODED = '1588230740';
/** Sorts after every region id. */
const NINES = '99999999999999';
const PAGE_ROWS = 1_000;
const REGION_NAME = 1;
const JAVA = 'org.apache.hadoop.hbase.';

const tableState = messageType('TableState');
const DISABLED = 1;

type Ask = (method: string, request: object, options?: CallOptions) => Promise<CallResult<object>>;

/** Questions to hbase:meta. `ask` calls the ClientService of the server that holds it. */
export interface MetaTable {
  /** The region that holds a row. A missing table is `TableNotFoundException`, a region without a server `NotServingRegionException`. */
  find(table: string, row: Uint8Array): Promise<RegionLocation>;
  /** Every region of a table that is in use, ascending; those without a server have `server` undefined. */
  regions(table: string): Promise<readonly MetaRegion[]>;
  /** False also for a table that does not exist. */
  isDisabled(table: string): Promise<boolean>;
}

export function metaTable(ask: Ask): MetaTable {
  const page = async (scan: object, rows: number): Promise<readonly MetaRow[]> => {
    const request = {
      region: { type: REGION_NAME, value: META_REGION },
      scan: { column: [{ family: Buffer.from('info') }], caching: rows, ...scan },
      numberOfRows: rows,
      limitOfRows: rows,
      closeScanner: true,
      clientHandlesPartials: false,
      clientHandlesHeartbeats: false,
    };
    return metaRows((await ask('Scan', request)).cells);
  };

  const find = async (table: string, row: Uint8Array): Promise<RegionLocation> => {
    const startRow = Buffer.concat([Buffer.from(`${table},`), row, Buffer.from(`,${NINES}`)]);
    const stopRow = Buffer.from(`${table},,`);
    const [found] = await page({ startRow, stopRow, includeStopRow: true, reversed: true }, 1);
    const entry = found === undefined ? undefined : metaRegion(found);
    if (entry?.region.table !== table) throw notFound(table);
    const { region, gone } = entry;
    const holds = region.endKey.length === 0 || Buffer.compare(row, region.endKey) < 0;
    if (region.server === undefined || gone || !holds) throw unassigned(table, row);
    return { ...region, server: region.server };
  };

  const regions = async (table: string): Promise<readonly MetaRegion[]> => {
    const found: MetaRegion[] = [];
    let from: object = { startRow: Buffer.from(`${table},,`) };
    for (;;) {
      const rows = await page({ ...from, stopRow: Buffer.from(`${table} ,,`) }, PAGE_ROWS);
      for (const row of rows) {
        const entry = metaRegion(row);
        if (entry?.region.table === table && !entry.gone) found.push(entry.region);
      }
      const last = rows.at(-1);
      if (last === undefined) return found;
      from = { startRow: last.row, includeStartRow: false };
    }
  };

  const isDisabled = async (table: string): Promise<boolean> => {
    const row = Buffer.from(table);
    const column = [{ family: Buffer.from('table') }];
    const [found] = await page({ startRow: row, stopRow: row, includeStopRow: true, column }, 1);
    const state = found?.values.get('table:state');
    if (state === undefined) return false;
    return (tableState.decode(state) as unknown as { state: number }).state === DISABLED;
  };

  return { find, regions, isDisabled };
}

/** Where meta itself is: one region, known by its server alone. */
export const metaLocation = (server: string): RegionLocation => ({
  table: META_TABLE,
  regionName: META_REGION,
  encodedName: META_ENCODED,
  startKey: new Uint8Array(0),
  endKey: new Uint8Array(0),
  server,
});

export const notFound = (table: string): HBaseError =>
  new HBaseError('remote', `There is no table ${table}.`, { javaClass: `${JAVA}TableNotFoundException` });

export const notEnabled = (table: string): HBaseError =>
  new HBaseError('remote', `The table ${table} is disabled.`, { javaClass: `${JAVA}TableNotEnabledException` });

function unassigned(table: string, row: Uint8Array): HBaseError {
  const key = Buffer.from(row).toString('latin1').slice(0, 100);
  const message = `The region of ${table} that holds the row ${JSON.stringify(key)} is on no server at present.`;
  return new HBaseError('remote', message, { javaClass: `${JAVA}NotServingRegionException` });
}
