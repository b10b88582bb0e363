/**
 * Every failure a person can meet has one row here: its stable code and what a machine should do with it.
 * This is the only place that sorts errors. `retry`: the same call may succeed later. `never`: it fails the same way again.
 */
const RETRY = {
  // what people wrote or asked for
  USAGE: 'never',
  DICTIONARY_MISSING: 'never',
  DICTIONARY_EXISTS: 'never',
  DICTIONARY_INVALID: 'never',
  DICTIONARY_CHANGED: 'never',
  FEATURE_UNKNOWN: 'never',
  SETTINGS_INVALID: 'never',
  INDEX_INVALID: 'never',
  MODEL_INVALID: 'never',
  MODEL_FEATURE_UNKNOWN: 'never',
  MODEL_HASH_MISMATCH: 'never',
  POPULATION_UNREADABLE: 'never',
  // what the warehouse delivered
  DROP_MISSING: 'never',
  DROP_INCOMPLETE: 'never',
  DROP_UNREADABLE: 'never',
  COLUMN_MISSING: 'never',
  TOO_MANY_BAD_ROWS: 'never',
  LOAD_UNFINISHED: 'never',
  // the night
  NIGHT_SEALED: 'never',
  NIGHT_MISSING: 'never',
  NIGHT_RUNNING: 'never',
  NIGHT_NOT_HELD: 'never',
  SCORES_KEPT_BACK: 'never',
  NIGHT_FAILED: 'never',
  INPUT_CHANGED: 'never',
  RETENTION_PASSED: 'never',
  // machines
  STATE_NEWER: 'never',
  STATE_BUSY: 'retry',
  STORE_FAILED: 'retry',
  STORE_UNREACHABLE: 'retry',
  BLOB_MISSING: 'never',
  BLOB_CORRUPT: 'never',
  DISK_FULL: 'retry',
  NO_PERMISSION: 'never',
  SCORER_FAILED: 'never',
  CRM_FAILED: 'retry',
  CRM_REFUSED: 'never',
  CRM_LIMIT: 'never',
  CRM_STOPPED: 'never',
  CRM_NOT_READY: 'never',
  TEMPORAL_MISSING: 'never',
  TEMPORAL_UNREACHABLE: 'retry',
  STACK_FAILED: 'never',
  JAVA_MISSING: 'never',
  MAVEN_MISSING: 'never',
  INTERRUPTED: 'retry',
  BUG: 'never',
} as const satisfies Record<string, 'retry' | 'never'>;

export type ErrorCode = keyof typeof RETRY;

/** All of them, in the order of the table; docs/operations.md explains each. */
export const ERROR_CODES = Object.keys(RETRY) as readonly ErrorCode[];

/**
 * An error that tells a person what happened, where, and what to do next.
 * `message` is one sentence that names file, line, row or feature; `next` is one sentence in the imperative.
 */
export class DaybreakError extends Error {
  readonly code: ErrorCode;
  readonly next: string;

  constructor(code: ErrorCode, message: string, next: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DaybreakError';
    this.code = code;
    this.next = next;
  }

  get retry(): 'retry' | 'never' {
    return RETRY[this.code];
  }
}

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(RETRY, text);

const FILE_IN_THE_WAY =
  'a file stands where a folder should be: move it away, or choose another folder with DAYBREAK_HOME';

/** What the operating system's error codes mean here; anything else is a bug of ours until it is shown to be something else. */
const SYSTEM: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['DISK_FULL', 'free some space and run the same command again; nothing half-written is visible'],
  EFBIG: ['DISK_FULL', 'raise the file-size limit (ulimit -f) and run the same command again'],
  EDQUOT: ['DISK_FULL', 'free some of your quota and run the same command again'],
  EMFILE: ['STORE_FAILED', 'allow more open files (ulimit -n) and run the same command again'],
  ENFILE: ['STORE_FAILED', 'the machine has too many open files: end what holds them and run the same command again'],
  EIO: ['STORE_FAILED', 'look at the disk: it could not be read or written'],
  EACCES: ['NO_PERMISSION', 'give this user the right to read and write it'],
  EPERM: ['NO_PERMISSION', 'give this user the right to read and write it'],
  ENOTDIR: ['STORE_FAILED', FILE_IN_THE_WAY],
  EEXIST: ['STORE_FAILED', FILE_IN_THE_WAY],
  EROFS: ['NO_PERMISSION', 'the file system is read-only: choose another folder with DAYBREAK_HOME'],
};

/** Any thrown value as a DaybreakError; one that already is passes through unchanged. */
export function asDaybreakError(thrown: unknown): DaybreakError {
  if (thrown instanceof DaybreakError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const system = 'code' in error && typeof error.code === 'string' ? SYSTEM[error.code] : undefined;
  if (system) return new DaybreakError(system[0], error.message, system[1], error);
  return new DaybreakError('BUG', error.message, 'run again with DAYBREAK_LOG=debug and report this as a bug', error);
}
