import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of JSON-RPC on its way to Tryton. */
interface ProxiedCall {
  readonly method: string;
  /** Records that a write names; 0 for others. */
  readonly rows: number;
  /** Of calls that read or write leads, from 1. */
  readonly number: number;
}

export interface TrytonProxy {
  readonly url: string;
  /** Looked at before a call goes to Tryton and again before its answer goes back; `lose` cuts the connection instead. Only of calls that read or write leads. */
  disturb: (call: ProxiedCall, when: 'before' | 'after') => Promise<'lose' | undefined> | 'lose' | undefined;
  /** Calls that read or wrote leads, since the start. */
  readonly seen: () => number;
  /** Numbers calls from 1 again and disturbs none. */
  reset(): void;
  close(): Promise<void>;
}

const LEADS = /^model\.sale\.opportunity\.(search_read|write)$/;

/** The way to a real Tryton, on which a trial counts, holds and loses calls, and knows when to strike. */
export async function trytonProxy(tryton: string): Promise<TrytonProxy> {
  let number = 0;
  let seen = 0;
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bytesOf(incoming);
    const { method, params } = JSON.parse(body.toString()) as { method: string; params: unknown[] };
    const isLeads = LEADS.test(method);
    if (isLeads) seen += 1;
    const rows = method.endsWith('.write') ? (params.length - 1) / 2 : 0;
    const call = { method, rows, number: isLeads ? (number += 1) : 0 };
    if (isLeads && (await proxy.disturb(call, 'before')) === 'lose') return void incoming.socket.destroy();
    const { answer, bytes } = await asked(tryton, incoming, body);
    if (isLeads && (await proxy.disturb(call, 'after')) === 'lose') return void incoming.socket.destroy();
    const { 'content-encoding': encoding } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, {
      'content-type': answer.headers['content-type'] ?? 'text/plain',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    });
    outgoing.end(bytes);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: TrytonProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    disturb: () => undefined,
    seen: () => seen,
    reset: () => {
      number = 0;
      proxy.disturb = () => undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return proxy;
}

const asked = (tryton: string, { url = '', headers }: IncomingMessage, body: Buffer) =>
  new Promise<{ answer: IncomingMessage; bytes: Buffer }>((resolve, reject) => {
    const kept = ['authorization', 'content-type', 'accept', 'accept-encoding'].filter((name) => name in headers);
    const passed = Object.fromEntries(kept.map((name) => [name, headers[name]]));
    const options = { method: 'POST', headers: { ...passed, 'content-length': body.length }, agent: false };
    request(new URL(url, tryton), options, (answer) => {
      bytesOf(answer).then((bytes) => {
        resolve({ answer, bytes });
      }, reject);
    })
      .on('error', reject)
      .end(body);
  });

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
