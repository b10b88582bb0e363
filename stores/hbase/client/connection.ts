import type { Socket } from 'node:net';
import type { CallOptions, CallResult } from './rpc-call.ts';
import { newCall, type Call } from './connection-calls.ts';
import { logIn, type Token } from './connection-login.ts';
import { openSocket, type OpenSocket, type TlsOptions } from './connection-socket.ts';
import { frameReader } from './frame-reader.ts';
import { NO_CALL, readBody, readResponse } from './frame-response.ts';
import { AUTH_DIGEST, AUTH_SIMPLE, connectionFrame, preamble, requestFrame } from './frame-writer.ts';
import { HBaseError } from './hbase-error.ts';
import type { Metrics } from './metrics.ts';
import type { RpcMethod } from './rpc-method.ts';

export interface ConnectionOptions {
  readonly server: string;
  readonly service: string;
  readonly user: string;
  readonly connectTimeoutMs: number;
  /** Calls that may await their answers at once; more wait for their turn here. */
  readonly maxInFlight: number;
  readonly tls?: TlsOptions | undefined;
  readonly token?: Token | undefined;
}

export interface Connection {
  /** Calls waiting or in flight. */
  readonly load: number;
  /** False once it has ended; it does not come back. */
  readonly alive: boolean;
  call(
    method: RpcMethod,
    request: object,
    options: CallOptions & { readonly timeoutMs: number },
  ): Promise<CallResult<object>>;
  /** Ends it; the calls on it fail with `error`. */
  close(error: HBaseError): void;
}

/** Connects in the background; the first calls wait for it. Calls are answered in any order, told apart by their ids. */
export function openConnection(options: ConnectionOptions, metrics: Metrics): Connection {
  const { server } = options;
  const waiting = new Set<Call>();
  const inFlight = new Map<number, Call>();
  let socket: Socket | undefined;
  let ended: HBaseError | undefined;
  let choked = false;
  let lastCallId = 0;
  let lastByteAtMs = performance.now();

  const close = (error: HBaseError): void => {
    if (ended !== undefined) return;
    ended = error;
    if (socket !== undefined) {
      metrics.connections--;
      socket.destroy();
    }
    for (const call of waiting) call.fail(failureOf(error, true));
    for (const call of inFlight.values()) call.fail(failureOf(error, false));
  };

  const send = (to: Socket, call: Call): void => {
    const callId = (lastCallId = (lastCallId + 1) & 0x7fffffff);
    const now = performance.now();
    let pieces: readonly Uint8Array[];
    try {
      pieces = requestFrame(callId, call.method, call.request, call.cells, call.deadline - now);
    } catch (error) {
      call.fail(asHBaseError(error, server));
      return;
    }
    inFlight.set(callId, call);
    call.sent = { callId, atMs: now };
    metrics.calls++;
    metrics.inFlight++;
    to.cork();
    for (const piece of pieces) {
      metrics.bytesSent += piece.length;
      choked = !to.write(piece);
    }
    to.uncork();
  };

  const sendWaiting = (): void => {
    if (socket === undefined || ended !== undefined) return;
    for (const call of waiting) {
      if (choked || inFlight.size >= options.maxInFlight) return;
      waiting.delete(call);
      send(socket, call);
    }
  };

  const onEnd = (call: Call, error: HBaseError | undefined): void => {
    waiting.delete(call);
    if (error !== undefined) metrics.failures++;
    if (error?.kind === 'timeout') metrics.timeouts++;
    if (call.sent === undefined) return;
    inFlight.delete(call.sent.callId);
    metrics.inFlight--;
    // a server that slept through a whole call may be gone without a word; the next call finds out on a new connection
    if (error?.kind === 'timeout' && lastByteAtMs < call.sent.atMs) close(silent(server));
    sendWaiting();
  };

  const onFrame = (frame: Uint8Array): void => {
    const response = readResponse(frame, server);
    if (response.callId === NO_CALL) throw refusal(response.error, server);
    const call = inFlight.get(response.callId);
    // the asker gave up before the answer came
    if (call === undefined) return;
    if (response.error !== undefined) {
      call.fail(response.error);
      return;
    }
    try {
      call.succeed(readBody(response, call.method, server));
    } catch (error) {
      call.fail(asHBaseError(error, server));
      throw new HBaseError('connection', `The connection to ${server} was ended after an unreadable answer.`, {
        server,
        cause: error,
      });
    }
  };

  const attach = ({ socket: connected, receive }: OpenSocket): void => {
    if (ended !== undefined) {
      connected.destroy();
      return;
    }
    socket = connected;
    metrics.connections++;
    metrics.connects++;
    const reader = frameReader(onFrame);
    const onClose = (): void => {
      close(new HBaseError('connection', `${server} ended the connection.`, { server }));
    };
    connected.on('close', onClose);
    connected.on('error', (cause) => {
      close(new HBaseError('connection', `The connection to ${server} broke: ${cause.message}.`, { server, cause }));
    });
    connected.on('drain', () => {
      choked = false;
      sendWaiting();
    });
    receive((chunk) => {
      lastByteAtMs = performance.now();
      metrics.bytesReceived += chunk.length;
      try {
        reader.push(chunk);
      } catch (error) {
        close(asHBaseError(error, server));
      }
    });
    if (connected.destroyed) onClose();
    sendWaiting();
  };

  readySocket(options).then(attach, (error: unknown) => {
    close(asHBaseError(error, server));
  });

  return {
    get load() {
      return waiting.size + inFlight.size;
    },
    get alive() {
      return ended === undefined;
    },
    call: (method, request, callOptions) => {
      if (ended !== undefined) return Promise.reject(failureOf(ended, true));
      const enqueue = (call: Call): void => {
        waiting.add(call);
        sendWaiting();
      };
      return newCall(server, method, request, callOptions, enqueue, onEnd);
    },
    close,
  };
}

async function readySocket(options: ConnectionOptions): Promise<OpenSocket> {
  const { server, token, connectTimeoutMs } = options;
  const opened = await openSocket(server, connectTimeoutMs, options.tls);
  const { socket } = opened;
  socket.write(preamble(token === undefined ? AUTH_SIMPLE : AUTH_DIGEST));
  if (token !== undefined) await logIn(opened, server, token, connectTimeoutMs);
  socket.write(connectionFrame(options.service, options.user));
  return opened;
}

function failureOf(error: HBaseError, unsent: boolean): HBaseError {
  const { kind, message, server, javaClass, doNotRetry } = error;
  const details = { doNotRetry, unsent, cause: error.cause ?? error };
  return new HBaseError(kind, message, {
    ...details,
    ...(server === undefined ? {} : { server }),
    ...(javaClass === undefined ? {} : { javaClass }),
  });
}

const silent = (server: string): HBaseError =>
  new HBaseError('connection', `${server} sent nothing during a whole call, so the connection was given up.`, {
    server,
  });

/** What the server says about the connection as a whole before it ends it. */
function refusal(error: HBaseError | undefined, server: string): HBaseError {
  if (error === undefined) return new HBaseError('protocol', `${server} answers a call that nobody made.`, { server });
  if (!/AccessDenied|AccessControl|Sasl/.test(error.javaClass ?? '')) return error;
  const advice = 'This client logs in by name or by delegation token, not by Kerberos.';
  return new HBaseError('security', `${error.message} ${advice}`, { server, cause: error });
}

const asHBaseError = (error: unknown, server: string): HBaseError =>
  error instanceof HBaseError
    ? error
    : new HBaseError('protocol', `${server}: ${String(error)}.`, { server, cause: error });
