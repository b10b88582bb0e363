import type { CallOptions, CallResult } from './rpc-call.ts';
import { HBaseError } from './hbase-error.ts';
import { hostPort, type ServerName } from './server-name.ts';

/** Where the cluster's own addresses come from: every master and region server answers these, so no ZooKeeper is asked. */
export interface Registry {
  clusterId(): Promise<string>;
  /** host:port. Of kind `connection` while no master is active. */
  activeMaster(): Promise<string>;
  /** host:port of the server that holds hbase:meta. Of kind `connection` while it is not assigned. */
  metaServer(): Promise<string>;
}

/** The answers to the three questions, in one. */
interface RegistryAnswer {
  readonly clusterId?: string;
  readonly serverName?: ServerName | null;
  readonly metaLocations?: readonly { readonly serverName?: ServerName | null }[];
}

type Ask = (server: string, method: string, options: CallOptions) => Promise<CallResult<object>>;

/** Asks one address after the other, the one that answered last first. `timeoutMs` is for one address. */
export function registryOf(addresses: readonly string[], timeoutMs: number, ask: Ask): Registry {
  if (addresses.length === 0) throw new HBaseError('usage', 'An HBase client needs the address of a server.');
  let order = [...addresses];

  const first = async (
    method: string,
    read: (response: RegistryAnswer) => string | undefined,
    missing: string,
  ): Promise<string> => {
    let lastError: unknown;
    for (const address of order) {
      try {
        const { response } = await ask(address, method, { timeoutMs });
        const found = read(response);
        if (found === undefined)
          throw new HBaseError('connection', `${address} says that ${missing}.`, { server: address });
        order = [address, ...order.filter((other) => other !== address)];
        return found;
      } catch (error) {
        lastError = error;
        if (error instanceof HBaseError && (error.kind === 'closed' || error.kind === 'security')) break;
      }
    }
    throw lastError;
  };

  return {
    clusterId: () => first('GetClusterId', ({ clusterId }) => clusterId || undefined, 'it has no cluster id'),
    activeMaster: () => first('GetActiveMaster', ({ serverName }) => hostPort(serverName), 'no master is active'),
    metaServer: () =>
      first(
        'GetMetaRegionLocations',
        ({ metaLocations }) => hostPort(metaLocations?.[0]?.serverName),
        'hbase:meta is not assigned',
      ),
  };
}
