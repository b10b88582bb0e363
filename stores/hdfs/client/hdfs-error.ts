/**
 * What went wrong:
 * - `remote`: HDFS answered with an exception; `javaClass` is its class.
 * - `refused`: the operation was carried out and answered no, such as a rename whose answer is `{"boolean":false}`.
 * - `unreachable`: nothing was sent, as no connection came about.
 * - `connection`: the connection broke while a request was under way, so that nobody knows whether it was carried out.
 * - `timeout`: no byte moved for as long as the options allow.
 * - `protocol`: the answer is not one that WebHDFS gives.
 * - `aborted`: the caller's signal ended it, or the client is closed.
 * - `usage`: the call itself cannot be right.
 */
type HdfsErrorKind = 'remote' | 'refused' | 'unreachable' | 'connection' | 'timeout' | 'protocol' | 'aborted' | 'usage';

export interface HdfsErrorDetails {
  /** Such as `OPEN`. */
  readonly operation?: string | undefined;
  readonly path?: string | undefined;
  /** `host:port` that was asked. */
  readonly server?: string | undefined;
  readonly status?: number | undefined;
  /** Such as `java.io.FileNotFoundException`. */
  readonly javaClass?: string | undefined;
  readonly cause?: unknown;
}

/** Every error of the client. Match `kind` and `javaClass`; the text is for people. */
export class HdfsError extends Error {
  readonly kind: HdfsErrorKind;
  readonly operation: string | undefined;
  readonly path: string | undefined;
  readonly server: string | undefined;
  readonly status: number | undefined;
  readonly javaClass: string | undefined;

  constructor(kind: HdfsErrorKind, message: string, details: HdfsErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'HdfsError';
    this.kind = kind;
    this.operation = details.operation;
    this.path = details.path;
    this.server = details.server;
    this.status = details.status;
    this.javaClass = details.javaClass;
  }
}
