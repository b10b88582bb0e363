/**
 * What went wrong, apart from what to do about it (exceptions.ts sorts that).
 * `remote`: the server answered with an exception, `javaClass` names it. `timeout`: no answer in time; the call may have been carried out.
 * `connection`: no connection, or it ended; the call may have been carried out. `protocol`: bytes that are not HBase's.
 * `closed`: this client was closed. `cancelled`: the caller's signal. `usage`: a request that cannot be right. `security`: the way of logging in.
 */
export type HBaseErrorKind =
  'remote' | 'timeout' | 'connection' | 'protocol' | 'closed' | 'cancelled' | 'usage' | 'security';

export interface HBaseErrorDetails {
  /** The full name of the server's exception, of kind `remote` only. */
  readonly javaClass?: string;
  /** host:port of the server that was asked. */
  readonly server?: string;
  /** The server says that asking again is of no use. */
  readonly doNotRetry?: boolean;
  /** The request never left this process, so that repeating it cannot do anything twice. */
  readonly unsent?: boolean;
  readonly cause?: unknown;
}

/** Every error this client throws. */
export class HBaseError extends Error {
  readonly kind: HBaseErrorKind;
  readonly javaClass: string | undefined;
  readonly server: string | undefined;
  readonly doNotRetry: boolean;
  readonly unsent: boolean;

  constructor(kind: HBaseErrorKind, message: string, details: HBaseErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'HBaseError';
    this.kind = kind;
    this.javaClass = details.javaClass;
    this.server = details.server;
    this.doNotRetry = details.doNotRetry ?? false;
    this.unsent = details.unsent ?? false;
  }
}
