import { HBaseError } from './hbase-error.ts';
import type { CallOptions, CallResult } from './rpc-call.ts';
import type { RpcMethod } from './rpc-method.ts';

/** A call from its start to its end: waiting for its turn, then sent and awaiting its answer. */
export interface Call {
  readonly method: RpcMethod;
  readonly request: object;
  readonly cells: readonly Uint8Array[];
  /** performance.now() by which it must have ended. */
  readonly deadline: number;
  /** Set when its bytes go out: the id its answer will carry, and performance.now(). */
  sent: { readonly callId: number; readonly atMs: number } | undefined;
  /** Ends it, the first time only. */
  succeed(result: CallResult<object>): void;
  fail(error: HBaseError): void;
}

/**
 * A call that ends by an answer, an error, its time or its signal, whichever comes first; `onEnd` is told once, with the
 * error where there is one. `started` gets the call at once.
 */
export function newCall(
  server: string,
  method: RpcMethod,
  request: object,
  options: CallOptions & { readonly timeoutMs: number },
  started: (call: Call) => void,
  onEnd: (call: Call, error: HBaseError | undefined) => void,
): Promise<CallResult<object>> {
  return new Promise((resolve, reject) => {
    const { signal, timeoutMs } = options;
    let ended = false;
    const end = (error: HBaseError | undefined): boolean => {
      if (ended) return false;
      ended = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      onEnd(call, error);
      return true;
    };
    const call: Call = {
      method,
      request,
      cells: options.cells ?? [],
      deadline: performance.now() + timeoutMs,
      sent: undefined,
      succeed: (result) => {
        if (end(undefined)) resolve(result);
      },
      fail: (error) => {
        if (end(error)) reject(error);
      },
    };
    const giveUp = (kind: 'timeout' | 'cancelled', message: string): void => {
      call.fail(new HBaseError(kind, message, { server, unsent: call.sent === undefined }));
    };
    const onAbort = (): void => {
      giveUp('cancelled', `${method.name} to ${server} was cancelled.`);
    };
    const timer = setTimeout(() => {
      giveUp('timeout', `${server} did not answer ${method.name} within ${timeoutMs} ms.`);
    }, timeoutMs);
    if (signal?.aborted === true) {
      onAbort();
      return;
    }
    signal?.addEventListener('abort', onAbort);
    started(call);
  });
}
