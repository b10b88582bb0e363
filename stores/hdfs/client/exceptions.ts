import { HdfsError } from './hdfs-error.ts';

/**
 * - `elsewhere`: this NameNode does not serve now; another address may.
 * - `later`: the same call may succeed in a moment.
 * - `never`: it fails the same way again, or may have been carried out already.
 */
export type Remedy = 'elsewhere' | 'later' | 'never';

/** Java classes by what to do about them; those that are not here are `never`. */
const REMOTE: Readonly<Record<string, Remedy>> = {
  'org.apache.hadoop.ipc.StandbyException': 'elsewhere',
  'org.apache.hadoop.ipc.ObserverRetryOnActiveException': 'elsewhere',
  'org.apache.hadoop.hdfs.server.namenode.NotInitializedException': 'elsewhere',
  'org.apache.hadoop.ipc.RetriableException': 'later',
  'org.apache.hadoop.ipc.ServerNotRunningYetException': 'later',
  'org.apache.hadoop.ipc.RpcNoSuchMethodException': 'never',
  'org.apache.hadoop.hdfs.server.namenode.SafeModeException': 'later',
  'org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException': 'later',
  'org.apache.hadoop.hdfs.protocol.RecoveryInProgressException': 'later',
  'org.apache.hadoop.hdfs.BlockMissingException': 'later',
};

/** HTTP answers without an exception in them, which a proxy or a server that is starting gives. */
const LATER_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * What to do about an error of a call to a NameNode.
 * @param repeatable whether doing it twice is the same as doing it once; if not, it is repeated only where it cannot have been carried out
 */
export function remedyOf(error: unknown, repeatable: boolean): Remedy {
  if (!(error instanceof HdfsError)) return 'never';
  switch (error.kind) {
    case 'remote':
      return REMOTE[error.javaClass ?? ''] ?? 'never';
    case 'unreachable':
      return 'elsewhere';
    case 'connection':
    case 'timeout':
      return repeatable ? 'elsewhere' : 'never';
    case 'protocol':
      return LATER_STATUS.has(error.status ?? 0) ? 'later' : 'never';
    case 'refused':
    case 'aborted':
    case 'usage':
      return 'never';
  }
}
