import type { Cluster } from './cluster.ts';
import type { InFlight } from './in-flight.ts';
import type { BytesIndex } from './intern-bytes.ts';

/** What the reads and writes of one table share. */
export interface DataPath {
  readonly cluster: Cluster;
  /** `namespace:name`, or a name of the default namespace. */
  readonly table: string;
  readonly families: BytesIndex;
  /** Multis in flight, a server. */
  readonly inFlight: InFlight;
}
