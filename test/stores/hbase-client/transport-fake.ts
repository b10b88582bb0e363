import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs/light.js';
import { frameReader } from '../../../stores/hbase/client/frame-reader.ts';
import { messageType, rpcMethod } from '../../../stores/hbase/client/rpc-method.ts';

/** What a client sent, as a server reads it. */
export interface Asked {
  readonly callId: number;
  readonly method: string;
  readonly timeout: number;
  readonly request: Record<string, unknown>;
  readonly cells: Uint8Array;
}

const requestHeader = messageType('RequestHeader');
const responseHeader = messageType('ResponseHeader');

export function readRequest(frame: Uint8Array, service = 'ClientService'): Asked {
  const reader = protobuf.Reader.create(frame);
  const header = requestHeader.decodeDelimited(reader) as unknown as {
    callId: number;
    methodName: string;
    timeout: number;
  };
  const request = rpcMethod(service, header.methodName).request.decodeDelimited(reader);
  return {
    callId: header.callId,
    method: header.methodName,
    timeout: header.timeout,
    request: request.toJSON(),
    cells: frame.subarray(reader.pos),
  };
}

export interface Answer {
  readonly callId: number;
  readonly method?: string;
  readonly service?: string;
  readonly response?: object;
  readonly cells?: Uint8Array;
  readonly exception?: {
    readonly exceptionClassName: string;
    readonly stackTrace: string;
    readonly doNotRetry?: boolean;
  };
}

/** [int32 length | header | message | cells], as a server writes it. */
export function answerFrame(answer: Answer): Buffer {
  const { callId, exception, cells = new Uint8Array(0), response, method = 'Get' } = answer;
  const writer = responseHeader.encodeDelimited({
    callId,
    ...(exception === undefined ? {} : { exception }),
    ...(cells.length === 0 ? {} : { cellBlockMeta: { length: cells.length } }),
  });
  if (response !== undefined) {
    rpcMethod(answer.service ?? 'ClientService', method).response.encodeDelimited(response, writer);
  }
  const body = Buffer.concat([writer.finish(), cells]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

export interface FakeServer {
  readonly address: string;
  /** Sockets that are open now. */
  readonly open: Set<Socket>;
  close(): Promise<void>;
}

/** A TCP server on a port of the system's choice. */
export async function listen(onSocket: (socket: Socket) => void): Promise<FakeServer> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** Reads preamble and connection header and hands each request over, whole. */
export const serving = (onRequest: (frame: Uint8Array, socket: Socket) => void) => (socket: Socket) => {
  let skip = 6;
  let first = true;
  const reader = frameReader((frame) => {
    if (first) first = false;
    else onRequest(frame, socket);
  });
  socket.on('data', (chunk: Buffer) => {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    if (chunk.length > skipped) reader.push(chunk.subarray(skipped));
  });
};
