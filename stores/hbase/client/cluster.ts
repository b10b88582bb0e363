import { setMaxListeners } from 'node:events';
import { userInfo } from 'node:os';
import type { Token } from './connection-login.ts';
import { connectionPool } from './connection-pool.ts';
import type { TlsOptions } from './connection-socket.ts';
import { HBaseError } from './hbase-error.ts';
import { emptyMetrics, type Metrics } from './metrics.ts';
import type { RegionLocation } from './region-location.ts';
import { registryOf } from './registry.ts';
import { regionLocator } from './region-locator.ts';
import { withRetries, type Repeat } from './retry.ts';
import type { CallOptions, CallResult, RpcCall, ServiceName } from './rpc-call.ts';
import { rpcMethod } from './rpc-method.ts';

export type { RegionLocation } from './region-location.ts';

export interface ClusterOptions {
  /** host:port of masters and/or region servers; one that answers is enough. */
  readonly registry: readonly string[];
  /** Whom the servers take this client for; default: the user of this process. */
  readonly user: string;
  /** How long one call may take; default 20 s. */
  readonly callTimeoutMs: number;
  /** How long one operation may take with all its repetitions; default 2 minutes. */
  readonly operationTimeoutMs: number;
  /** Default 5 s. */
  readonly connectTimeoutMs: number;
  /** Calls that may await their answers on one connection; more wait for their turn. Default 64. */
  readonly maxInFlight: number;
  /** Connections to one service of one server; more are opened only while all are busy. Default 1. */
  readonly connectionsPerServer: number;
  /** Talk TLS (`hbase.server.netty.tls.enabled`); without it nothing is encrypted. */
  readonly tls?: TlsOptions;
  /** Log in by a delegation token rather than by name. */
  readonly token?: Token;
}

/** What may be set of ClusterOptions. */
export type ClusterSettings = Partial<ClusterOptions> & { readonly registry: readonly string[] };

interface OperationOptions {
  /** Default `always`; see there. */
  readonly repeat?: Repeat;
  readonly signal?: AbortSignal;
}

export interface Cluster {
  /** From the meta cache; asks meta when unknown. Does not repeat: withRegion does. */
  locate(table: string, row: Uint8Array): Promise<RegionLocation>;
  /** Fresh from meta, ascending. Throws TableNotFoundException (`remote`) for a table that does not exist. */
  regionsOf(table: string): Promise<readonly RegionLocation[]>;
  /** The next locate asks meta again. */
  forget(location: RegionLocation): void;
  readonly call: RpcCall;
  /** Runs work against the region of a row; sorts its errors by exceptions.ts: relocates, backs off or reconnects, until operationTimeoutMs. */
  withRegion<R>(
    table: string,
    row: Uint8Array,
    work: (location: RegionLocation) => Promise<R>,
    options?: OperationOptions,
  ): Promise<R>;
  /** The same against the active master. */
  withMaster<R>(work: (master: string) => Promise<R>, options?: OperationOptions): Promise<R>;
  readonly options: ClusterOptions;
  readonly metrics: Metrics;
  /** Ends the connections; calls under way fail with kind `closed`. */
  close(): Promise<void>;
}

const DEFAULTS = {
  callTimeoutMs: 20_000,
  operationTimeoutMs: 120_000,
  connectTimeoutMs: 5_000,
  maxInFlight: 64,
  connectionsPerServer: 1,
};

/** Connects lazily: nothing is asked before the first call. */
export function openCluster(settings: ClusterSettings): Cluster {
  const options: ClusterOptions = { ...DEFAULTS, user: userInfo().username, ...settings };
  const metrics = emptyMetrics();
  const pool = connectionPool(options, metrics);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  const call: RpcCall = async <R>(
    server: string,
    service: ServiceName,
    method: string,
    request: object,
    callOptions: CallOptions = {},
  ) => {
    const timed = { timeoutMs: options.callTimeoutMs, ...callOptions };
    const result = await pool.connectionTo(server, service).call(rpcMethod(service, method), request, timed);
    return result as CallResult<R>;
  };

  const registry = registryOf(options.registry, options.connectTimeoutMs, (server, method, callOptions) =>
    call(server, 'ClientMetaService', method, {}, callOptions),
  );
  const locator = regionLocator(registry, call, metrics);
  const retrying = (operation: OperationOptions) => ({
    operationTimeoutMs: options.operationTimeoutMs,
    metrics,
    signals: [closing.signal, ...(operation.signal === undefined ? [] : [operation.signal])],
    ...(operation.repeat === undefined ? {} : { repeat: operation.repeat }),
  });

  const withRegion: Cluster['withRegion'] = (table, row, work, operation = {}) => {
    let location: RegionLocation | undefined;
    const attempt = async () => {
      location = undefined;
      location = await locator.locate(table, row);
      return work(location);
    };
    return withRetries(attempt, {
      ...retrying(operation),
      onFailure: async (remedy, _error, attempts) => {
        if (remedy !== 'relocate' && remedy !== 'reconnect') return;
        if (location !== undefined) locator.forget(location);
        if (remedy === 'relocate' && attempts > 1) await locator.checkEnabled(table);
      },
    });
  };

  return {
    locate: locator.locate,
    regionsOf: locator.regionsOf,
    forget: locator.forget,
    call,
    withRegion,
    withMaster: (work, operation = {}) =>
      withRetries(async () => work(await registry.activeMaster()), retrying(operation)),
    options,
    metrics,
    close: () => {
      closing.abort(new HBaseError('closed', 'This HBase client was closed.'));
      pool.close();
      return Promise.resolve();
    },
  };
}
