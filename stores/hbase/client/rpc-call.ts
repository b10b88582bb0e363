export interface CallOptions {
  /** Pieces of the cell block that goes with the request, sent in order without a copy. */
  readonly cells?: readonly Uint8Array[];
  /** Default: the cluster's callTimeoutMs. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface CallResult<R> {
  readonly response: R;
  /** The cell block of the answer, length 0 where there is none; a view that stays valid. */
  readonly cells: Uint8Array;
}

export type ServiceName = 'ClientService' | 'MasterService' | 'AdminService' | 'ClientMetaService';

/**
 * One call, once. The request has the protocol's fields in camelCase; enums are numbers, 64-bit numbers may be `Long`.
 * The answer is a message of protobufjs: absent fields read as their defaults, 64-bit numbers are `Long`.
 */
export type RpcCall = <R>(
  server: string,
  service: ServiceName,
  method: string,
  request: object,
  options?: CallOptions,
) => Promise<CallResult<R>>;
