import { HBaseError } from './hbase-error.ts';

/**
 * What to do about an error. `relocate`: the region is elsewhere, ask meta. `backoff`: the same server, later.
 * `reconnect`: the server may be gone; ask meta, and connect anew. `scanner-gone`: open the scanner again at the last row.
 * `never`: it fails the same way again.
 */
export type Remedy = 'relocate' | 'backoff' | 'reconnect' | 'scanner-gone' | 'never';

const HBASE = 'org.apache.hadoop.hbase.';

/** THE table: Java class name, without HBase's package, -> what to do. */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  NotServingRegionException: 'relocate',
  'exceptions.RegionMovedException': 'relocate',
  'exceptions.RegionOpeningException': 'relocate',
  'regionserver.WrongRegionException': 'relocate',

  'regionserver.RegionServerAbortedException': 'reconnect',
  'regionserver.RegionServerStoppedException': 'reconnect',
  'ipc.FatalConnectionException': 'reconnect',
  MasterNotRunningException: 'reconnect',

  'ipc.ServerNotRunningYetException': 'backoff',
  CallQueueTooBigException: 'backoff',
  CallDroppedException: 'backoff',
  MultiActionResultTooLarge: 'backoff',
  RetryImmediatelyException: 'backoff',
  RegionTooBusyException: 'backoff',
  'quotas.RpcThrottlingException': 'backoff',
  PleaseHoldException: 'backoff',
  PleaseRestartMasterException: 'backoff',
  NotAllMetaRegionsOnlineException: 'backoff',
  'exceptions.TimeoutIOException': 'backoff',

  UnknownScannerException: 'scanner-gone',
  'exceptions.OutOfOrderScannerNextException': 'scanner-gone',
  'exceptions.ScannerResetException': 'scanner-gone',
  'regionserver.LeaseException': 'scanner-gone',

  DoNotRetryIOException: 'never',
  TableNotFoundException: 'never',
  TableNotEnabledException: 'never',
  TableNotDisabledException: 'never',
  TableExistsException: 'never',
  NamespaceExistException: 'never',
  NamespaceNotFoundException: 'never',
  InvalidFamilyOperationException: 'never',
  UnknownRegionException: 'never',
  'exceptions.FailedSanityCheckException': 'never',
  'exceptions.OperationConflictException': 'never',
  'exceptions.UnknownProtocolException': 'never',
  'ipc.UnsupportedCellCodecException': 'never',
  'quotas.QuotaExceededException': 'never',
  'quotas.SpaceLimitingException': 'never',
  'regionserver.NoSuchColumnFamilyException': 'never',
  'security.AccessDeniedException': 'never',
};

/**
 * What to do about an error of any kind. A class that is not in the table is repeated unless the server says that this is of
 * no use, as HBase's own clients do: it may be a disk that fails for a while. A programming error (java.lang) is not.
 */
export function sortException(error: unknown): Remedy {
  if (!(error instanceof HBaseError)) return 'never';
  // a server that did not answer may be gone; asking meta again costs little
  if (error.kind === 'connection' || error.kind === 'timeout') return 'reconnect';
  if (error.kind !== 'remote') return 'never';
  const javaClass = error.javaClass ?? '';
  const listed = javaClass.startsWith(HBASE) ? REMEDIES[javaClass.slice(HBASE.length)] : undefined;
  if (listed !== undefined) return listed;
  return error.doNotRetry || javaClass === '' || javaClass.startsWith('java.lang.') ? 'never' : 'backoff';
}
