import { asDaybreakError, DaybreakError, type ErrorCode } from '../../domain/errors.ts';
import { HdfsError } from './client/hdfs.ts';

/** What HDFS's exceptions mean here, and what to do next. */
const REMOTE: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  'org.apache.hadoop.security.AccessControlException': [
    'NO_PERMISSION',
    'give the user of the settings the right to read and write this folder of HDFS',
  ],
  'java.lang.SecurityException': ['NO_PERMISSION', 'renew the delegation token, or set the user'],
  'org.apache.hadoop.security.token.SecretManager$InvalidToken': ['NO_PERMISSION', 'renew the delegation token'],
  'org.apache.hadoop.hdfs.protocol.DSQuotaExceededException': [
    'DISK_FULL',
    'raise or free the space quota of this folder',
  ],
  'org.apache.hadoop.hdfs.protocol.NSQuotaExceededException': [
    'DISK_FULL',
    'raise or free the name quota of this folder',
  ],
  'org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException': [
    'DISK_FULL',
    'raise or free the storage quota of this folder',
  ],
  'org.apache.hadoop.fs.InvalidPathException': ['USAGE', 'choose names that HDFS allows, without a colon'],
  'org.apache.hadoop.fs.ParentNotDirectoryException': [
    'STORE_FAILED',
    'a file stands where a folder should be: move it away, or choose another folder of HDFS',
  ],
};

const UNAVAILABLE = 'see that the NameNode and the DataNodes run and have space left, then run the same command again';

/** A failure of HDFS as an error that names the blob; what the source of a blob threw keeps its own meaning. */
export function blobError(thrown: unknown, path: string): DaybreakError {
  if (!(thrown instanceof HdfsError)) return asDaybreakError(thrown);
  if (isMissing(thrown)) {
    return new DaybreakError(
      'BLOB_MISSING',
      `there is no file ${path}`,
      'put it back from the backup, or make the night that reads it anew: npx daybreak replay DICTIONARY --date D --full',
      thrown,
    );
  }
  const message = `HDFS fails at ${path}: ${thrown.message}`;
  if (thrown.kind === 'aborted') {
    return new DaybreakError('INTERRUPTED', message, 'run the same command again', thrown);
  }
  const [code, next] =
    thrown.status === 401
      ? (['NO_PERMISSION', 'renew the delegation token, or set the user'] as const)
      : (REMOTE[thrown.javaClass ?? ''] ?? (['STORE_FAILED', UNAVAILABLE] as const));
  return new DaybreakError(code, message, next, thrown);
}

/** Nothing there, or a file where the path wants a folder, which HDFS tells a plain user as a matter of access. */
export const isMissing = (thrown: unknown): boolean =>
  thrown instanceof HdfsError &&
  (thrown.javaClass === 'java.io.FileNotFoundException' ||
    (thrown.javaClass === 'org.apache.hadoop.security.AccessControlException' &&
      thrown.message.endsWith('(is not a directory)')));
