import type { Token } from './connection-login.ts';
import type { TlsOptions } from './connection-socket.ts';
import { openConnection, type Connection } from './connection.ts';
import { HBaseError } from './hbase-error.ts';
import type { Metrics } from './metrics.ts';

export interface PoolOptions {
  readonly user: string;
  readonly connectTimeoutMs: number;
  readonly maxInFlight: number;
  readonly connectionsPerServer: number;
  readonly tls?: TlsOptions | undefined;
  readonly token?: Token | undefined;
}

export interface ConnectionPool {
  /** The least busy living connection to a service of a server; a new one while there are fewer than allowed and none is idle. */
  connectionTo(server: string, service: string): Connection;
  close(): void;
}

/** Nothing is opened before it is asked for; asked after `close`, it throws HBaseError `closed`. */
export function connectionPool(options: PoolOptions, metrics: Metrics): ConnectionPool {
  const pools = new Map<string, Connection[]>();
  let closed = false;
  const closing = (): HBaseError => new HBaseError('closed', 'This HBase client was closed.', { unsent: true });
  return {
    connectionTo: (server, service) => {
      if (closed) throw closing();
      const key = `${service}@${server}`;
      const living = (pools.get(key) ?? []).filter((connection) => connection.alive);
      pools.set(key, living);
      const best = living.reduce<Connection | undefined>(
        (least, connection) => (least === undefined || connection.load < least.load ? connection : least),
        undefined,
      );
      if (best !== undefined && (best.load === 0 || living.length >= options.connectionsPerServer)) return best;
      const opened = openConnection({ ...options, server, service }, metrics);
      living.push(opened);
      return opened;
    },
    close: () => {
      closed = true;
      for (const connections of pools.values()) for (const connection of connections) connection.close(closing());
      pools.clear();
    },
  };
}
