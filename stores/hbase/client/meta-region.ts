import type { RegionLocation } from './region-location.ts';
import type { MetaRow } from './meta-cells.ts';
import { messageType } from './rpc-method.ts';
import { tableNameText, type TableNameBytes } from './table-name.ts';

const regionInfo = messageType('RegionInfo');

/** Bytes before a message in a cell of meta. */
const MAGIC = Buffer.from('PBUF');

/** A region as meta has it; `server` is undefined while it is not assigned. */
export interface MetaRegion extends Omit<RegionLocation, 'server'> {
  readonly server: string | undefined;
}

interface MetaRegionRow {
  readonly region: MetaRegion;
  /** It was split or taken offline. */
  readonly gone: boolean;
}

/** Undefined for a row that is not a region's, e.g. one without info:regioninfo, and for replicas' columns. */
export function metaRegion({ row, values }: MetaRow): MetaRegionRow | undefined {
  const info = values.get('info:regioninfo');
  if (info === undefined || !info.subarray(0, 4).every((byte, i) => byte === MAGIC[i])) return undefined;
  const decoded = regionInfo.decode(info.subarray(4)) as unknown as {
    tableName: TableNameBytes;
    startKey: Uint8Array;
    endKey: Uint8Array;
    offline: boolean;
    split: boolean;
  };
  const server = values.get('info:server');
  const region = {
    table: tableNameText(decoded.tableName),
    regionName: row,
    encodedName: encodedNameOf(row),
    startKey: decoded.startKey,
    endKey: decoded.endKey,
    server: server === undefined || server.length === 0 ? undefined : Buffer.from(server).toString(),
  };
  return { region, gone: decoded.offline || decoded.split };
}

/** `table,start,id.ENCODED.` */
const encodedNameOf = (regionName: Uint8Array): string =>
  /\.([0-9a-f]{32})\.$/.exec(Buffer.from(regionName).toString('latin1'))?.[1] ?? '';
