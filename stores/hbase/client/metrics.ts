import type { Remedy } from './exceptions.ts';

/** Plain counters of one cluster, since it was opened; `inFlight` and `connections` are gauges. */
export interface Metrics {
  calls: number;
  failures: number;
  timeouts: number;
  bytesSent: number;
  bytesReceived: number;
  inFlight: number;
  connections: number;
  /** Connections opened, among them those that replaced a dead one. */
  connects: number;
  /** How often meta was asked where a row lives. */
  lookups: number;
  readonly retries: Record<Remedy, number>;
}

export function emptyMetrics(): Metrics {
  return {
    calls: 0,
    failures: 0,
    timeouts: 0,
    bytesSent: 0,
    bytesReceived: 0,
    inFlight: 0,
    connections: 0,
    connects: 0,
    lookups: 0,
    retries: { relocate: 0, backoff: 0, reconnect: 0, 'scanner-gone': 0, never: 0 },
  };
}
