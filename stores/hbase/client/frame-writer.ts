import protobuf from 'protobufjs/light.js';
import { MAX_FRAME_BYTES } from './frame-limits.ts';
import { HBaseError } from './hbase-error.ts';
import { messageType, type RpcMethod } from './rpc-method.ts';

const CELL_CODEC = 'org.apache.hadoop.hbase.codec.KeyValueCodec';

/** How the client says who it is: by name alone, or by a delegation token. */
export const AUTH_SIMPLE = 80;
export const AUTH_DIGEST = 82;

const requestHeader = messageType('RequestHeader');
const connectionHeader = messageType('ConnectionHeader');

/** The first six bytes of a connection: magic, version 0, way of logging in. */
export const preamble = (auth: number): Uint8Array => Uint8Array.from([0x48, 0x42, 0x61, 0x73, 0, auth]);

/**
 * The protocol this client speaks. A server takes a client that names none for one of before 1.3: it sends the cells of a Get inside the
 * message, and older exceptions.
 */
const VERSION_INFO = {
  version: '2.6.4',
  versionMajor: 2,
  versionMinor: 6,
  url: '',
  revision: '',
  user: '',
  date: '',
  srcChecksum: '',
};

/** What follows the preamble and the log-in: who asks for which service, and that cells travel beside the messages. */
export function connectionFrame(service: string, user: string): Uint8Array {
  const header = {
    userInfo: { effectiveUser: user },
    serviceName: service,
    cellBlockCodecClass: CELL_CODEC,
    versionInfo: VERSION_INFO,
  };
  const bytes = connectionHeader.encode(header, withRoomForLength()).finish();
  return withLength(bytes, bytes.length - 4);
}

/**
 * One request in the pieces that go out one after the other: [length | header | parameter], then the cells as they are.
 * `timeoutMs` goes with it, so that the server drops a call whose asker has given up.
 * Throws of kind `usage` where the request lacks a field or is larger than a server takes.
 */
export function requestFrame(
  callId: number,
  method: RpcMethod,
  request: object,
  cells: readonly Uint8Array[],
  timeoutMs: number,
): readonly Uint8Array[] {
  let cellBytes = 0;
  for (const piece of cells) cellBytes += piece.length;
  const header = {
    callId,
    methodName: method.name,
    requestParam: true,
    timeout: Math.max(1, Math.round(timeoutMs)),
    ...(cellBytes === 0 ? {} : { cellBlockMeta: { length: cellBytes } }),
  };
  const bytes = encode(method, header, request);
  const total = bytes.length - 4 + cellBytes;
  if (total > MAX_FRAME_BYTES) {
    const limit = `${MAX_FRAME_BYTES} a server of HBase takes`;
    throw new HBaseError('usage', `A ${method.name} request has ${total} bytes, more than the ${limit}.`);
  }
  return [withLength(bytes, total), ...cells];
}

function encode(method: RpcMethod, header: object, request: object): Uint8Array {
  try {
    const writer = requestHeader.encodeDelimited(header, withRoomForLength());
    return method.request.encodeDelimited(request, writer).finish();
  } catch (cause) {
    throw new HBaseError('usage', `A ${method.name} request lacks a field: ${String(cause)}.`, { cause, unsent: true });
  }
}

const withRoomForLength = (): protobuf.Writer => protobuf.Writer.create().fixed32(0);

function withLength(bytes: Uint8Array, length: number): Uint8Array {
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, length);
  return bytes;
}
