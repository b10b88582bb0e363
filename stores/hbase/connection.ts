import { connectHBase, type HBase } from './client/hbase.ts';

/** How long a writer may be silent before another takes over. */
export const LEASE_MS = 90_000;
/** With the last call's own timeout (20 s) below the lease. */
const OPERATION_TIMEOUT_MS = 60_000;

/**
 * A connection for any number of stores.
 * @param registry host:port of masters and/or region servers
 */
export const connectStores = (registry: readonly string[]): HBase =>
  connectHBase({ registry, operationTimeoutMs: OPERATION_TIMEOUT_MS });
