import {
  assignRegion,
  compactionState,
  compactTable,
  flushTable,
  mergeRegions,
  moveRegion,
  splitRegion,
  unassignRegion,
  type CompactionState,
} from './admin-regions.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  disableTable,
  enableTable,
  ensureNamespace,
  listTables,
  modifyTable,
  tableExists,
  truncateTable,
} from './admin-tables.ts';
import type { Cluster, RegionLocation } from './cluster.ts';
import type { TableSpec } from './table-spec.ts';

export type { TableSpec } from './table-spec.ts';

/** Tables, regions and namespaces of a cluster. What changes something waits for its end, except `compact`. */
export interface Admin {
  createTable(spec: TableSpec): Promise<void>;
  modifyTable(spec: TableSpec): Promise<void>;
  describeTable(table: string): Promise<TableSpec>;
  deleteTable(table: string): Promise<void>;
  disableTable(table: string): Promise<void>;
  enableTable(table: string): Promise<void>;
  truncateTable(table: string, keepSplits: boolean): Promise<void>;
  tableExists(table: string): Promise<boolean>;
  listTables(namespace: string): Promise<readonly string[]>;
  ensureNamespace(namespace: string): Promise<void>;
  regionsOf(table: string): Promise<readonly RegionLocation[]>;
  flush(table: string): Promise<void>;
  compact(table: string, major: boolean): Promise<void>;
  compactionState(table: string): Promise<CompactionState>;
  split(region: RegionLocation, key?: Uint8Array): Promise<void>;
  merge(regions: readonly RegionLocation[]): Promise<void>;
  move(region: RegionLocation): Promise<void>;
  unassign(region: RegionLocation): Promise<void>;
  assign(region: RegionLocation): Promise<void>;
}

export const adminOf = (cluster: Cluster): Admin => ({
  createTable: (spec) => createTable(cluster, spec),
  modifyTable: (spec) => modifyTable(cluster, spec),
  describeTable: (table) => describeTable(cluster, table),
  deleteTable: (table) => deleteTable(cluster, table),
  disableTable: (table) => disableTable(cluster, table),
  enableTable: (table) => enableTable(cluster, table),
  truncateTable: (table, keepSplits) => truncateTable(cluster, table, keepSplits),
  tableExists: (table) => tableExists(cluster, table),
  listTables: (namespace) => listTables(cluster, namespace),
  ensureNamespace: (namespace) => ensureNamespace(cluster, namespace),
  regionsOf: (table) => cluster.withMaster(() => cluster.regionsOf(table)),
  flush: (table) => flushTable(cluster, table),
  compact: (table, major) => compactTable(cluster, table, major),
  compactionState: (table) => compactionState(cluster, table),
  split: (region, key) => splitRegion(cluster, region, key),
  merge: (regions) => mergeRegions(cluster, regions),
  move: (region) => moveRegion(cluster, region),
  unassign: (region) => unassignRegion(cluster, region),
  assign: (region) => assignRegion(cluster, region),
});
