import protobuf from 'protobufjs/light.js';
import { HBaseError } from './hbase-error.ts';
import { messageType, type RpcMethod } from './rpc-method.ts';

const responseHeader = messageType('ResponseHeader');

/** The call id of an answer that concerns the connection as a whole: -1 as an unsigned number. */
export const NO_CALL = 0xffffffff;

interface ServerException {
  readonly exceptionClassName: string;
  readonly stackTrace: string;
  readonly hostname: string;
  readonly port: number;
  readonly doNotRetry: boolean;
}

/** One answer, its header read and its body not yet. */
export interface ResponseFrame {
  readonly callId: number;
  /** Of kind `remote`, where the server answers with an exception. */
  readonly error: HBaseError | undefined;
  readonly bytes: Uint8Array;
  /** Where the body begins in `bytes`. */
  readonly bodyStart: number;
  readonly cellBytes: number;
}

/** Throws of kind `protocol` where the bytes are not an answer's. */
export function readResponse(bytes: Uint8Array, server: string): ResponseFrame {
  const reader = protobuf.Reader.create(bytes);
  const header = guarded('header', server, () => responseHeader.decodeDelimited(reader)) as unknown as {
    callId: number;
    exception?: ServerException | null;
    cellBlockMeta?: { length: number } | null;
  };
  const cellBytes = header.cellBlockMeta?.length ?? 0;
  if (cellBytes > bytes.length - reader.pos) {
    const has = `${bytes.length - reader.pos} bytes left`;
    throw new HBaseError('protocol', `${server} announces ${cellBytes} bytes of cells in an answer with ${has}.`, {
      server,
    });
  }
  const error = header.exception ? asError(header.exception, server) : undefined;
  return { callId: header.callId, error, bytes, bodyStart: reader.pos, cellBytes };
}

/** The answer's message, and its cells as a view. Throws of kind `protocol`. */
export function readBody(
  frame: ResponseFrame,
  method: RpcMethod,
  server: string,
): { readonly response: object; readonly cells: Uint8Array } {
  const reader = protobuf.Reader.create(frame.bytes);
  reader.pos = frame.bodyStart;
  const response = guarded(method.name, server, () => method.response.decodeDelimited(reader));
  if (reader.pos + frame.cellBytes !== frame.bytes.length) {
    const rest = `${frame.bytes.length - reader.pos} bytes after its message and announces ${frame.cellBytes}`;
    throw new HBaseError('protocol', `An answer of ${server} to ${method.name} has ${rest}.`, { server });
  }
  return { response, cells: frame.bytes.subarray(reader.pos) };
}

function guarded<T>(what: string, server: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const message = `An answer of ${server} cannot be read (${what}): ${String(cause)}.`;
    throw new HBaseError('protocol', message, { server, cause });
  }
}

function asError(exception: ServerException, server: string): HBaseError {
  const javaClass = exception.exceptionClassName;
  const trace = exception.stackTrace;
  const firstLine = trace.slice(0, 500).split('\n', 1)[0] ?? '';
  const text = firstLine.startsWith(javaClass) ? firstLine.slice(javaClass.length).replace(/^:\s*/, '') : firstLine;
  const message = `${server} answers ${javaClass.slice(javaClass.lastIndexOf('.') + 1)}: ${text}`;
  return new HBaseError('remote', message, { javaClass, server, doNotRetry: exception.doNotRetry });
}
