import { runProcedure } from './admin-procedure.ts';
import type { Cluster, RegionLocation } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import { tableNameBytes } from './table-name.ts';

const REGION_NAME = 1;
const ENCODED_NAME = 2;

const COMPACTION_STATES = ['none', 'minor', 'major', 'major-and-minor'] as const;
export type CompactionState = (typeof COMPACTION_STATES)[number];

/** The master moves and merges by encoded names. */
const encoded = ({ encodedName }: RegionLocation): object => ({ type: ENCODED_NAME, value: Buffer.from(encodedName) });

/** Region servers know regions by their whole names only. */
const named = ({ regionName }: RegionLocation): object => ({ type: REGION_NAME, value: regionName });

/** Writes what is in memory into files, all regions of the table at once. */
export async function flushTable(cluster: Cluster, table: string): Promise<void> {
  await onEveryRegion(cluster, table, 'FlushRegion', {});
}

/** Asks for it and does not wait: see compactionState. `major` rewrites all files, and drops what was deleted or has expired. */
export async function compactTable(cluster: Cluster, table: string, major: boolean): Promise<void> {
  await onEveryRegion(cluster, table, 'CompactRegion', { major });
}

/** Over all regions of the table. */
export async function compactionState(cluster: Cluster, table: string): Promise<CompactionState> {
  const answers = await onEveryRegion<{ compactionState: number }>(cluster, table, 'GetRegionInfo', {
    compactionState: true,
  });
  const all = answers.reduce((state, answer) => state | answer.compactionState, 0);
  return COMPACTION_STATES[all] ?? 'none';
}

/** Into two at `key`, or at the server's own choice where it is left out. */
export async function splitRegion(cluster: Cluster, region: RegionLocation, key?: Uint8Array): Promise<void> {
  await runProcedure(cluster, 'SplitRegion', {
    regionInfo: regionInfoOf(region),
    ...(key === undefined ? {} : { splitRow: key }),
  });
}

/** Adjacent ones, into one. */
export async function mergeRegions(cluster: Cluster, regions: readonly RegionLocation[]): Promise<void> {
  const region = regions.map(encoded);
  await runProcedure(cluster, 'MergeTableRegions', { region });
}

/** To a server the master chooses. */
export async function moveRegion(cluster: Cluster, region: RegionLocation): Promise<void> {
  await onMaster(cluster, 'MoveRegion', { region: encoded(region) });
}

/** Takes a region off its server; its rows cannot be reached until it is assigned again. */
export async function unassignRegion(cluster: Cluster, region: RegionLocation): Promise<void> {
  await onMaster(cluster, 'UnassignRegion', { region: named(region) });
}

export async function assignRegion(cluster: Cluster, region: RegionLocation): Promise<void> {
  await onMaster(cluster, 'AssignRegion', { region: named(region) });
}

async function onMaster(cluster: Cluster, method: string, request: object): Promise<void> {
  await cluster.withMaster((server) => cluster.call(server, 'MasterService', method, request));
}

/** A region that moves meanwhile is found again, by its start key. */
async function onEveryRegion<R>(
  cluster: Cluster,
  table: string,
  method: string,
  request: object,
): Promise<readonly R[]> {
  const regions = await cluster.regionsOf(table);
  return Promise.all(
    regions.map(async ({ startKey }) => {
      const result = await cluster.withRegion(table, startKey, (location) =>
        cluster.call<R>(location.server, 'AdminService', method, { region: named(location), ...request }),
      );
      return result.response;
    }),
  );
}

function regionInfoOf(region: RegionLocation): object {
  const regionId = /,(\d+)(?:_\d+)?\.[0-9a-f]{32}\.$/.exec(Buffer.from(region.regionName).toString('latin1'))?.[1];
  if (regionId === undefined) throw new HBaseError('usage', `A region of ${region.table} has no id in its name.`);
  const { startKey, endKey } = region;
  return { regionId: Number(regionId), tableName: tableNameBytes(region.table), startKey, endKey };
}
