import { adminOf, type Admin } from './admin.ts';
import { openCluster, type ClusterOptions, type ClusterSettings } from './cluster.ts';
import { inFlightLimit } from './in-flight.ts';
import { bytesIndex } from './intern-bytes.ts';
import type { Metrics } from './metrics.ts';
import { tableOf, type HBaseTable } from './table.ts';

/** A connected HBase. */
export interface HBase {
  /** A table by `namespace:name`, or by a name of the default namespace. It is not looked for before the first call. */
  table(name: string): HBaseTable;
  readonly admin: Admin;
  readonly metrics: Metrics;
  /** As they are set, or their defaults. */
  readonly timeouts: Pick<ClusterOptions, 'callTimeoutMs' | 'operationTimeoutMs'>;
  /** Ends the connections; scans and calls under way fail. */
  close(): Promise<void>;
}

const MULTIS_A_SERVER = 4;
/** The index of a family is one byte in a batch. */
const MAX_FAMILIES = 256;

/** Nothing is asked of a server before the first call. */
export function connectHBase(options: ClusterSettings): HBase {
  const cluster = openCluster(options);
  const inFlight = inFlightLimit(MULTIS_A_SERVER);
  return {
    table: (table) => tableOf({ cluster, table, families: bytesIndex(MAX_FAMILIES), inFlight }),
    admin: adminOf(cluster),
    metrics: cluster.metrics,
    timeouts: cluster.options,
    close: () => cluster.close(),
  };
}
