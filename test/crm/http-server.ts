import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { noFaults, type ServerFaults } from './http-server-faults.ts';
import { serverRecords, type ServerRecords } from './http-server-records.ts';
import { answer, type Answer } from './http-server-routes.ts';

export interface HttpCrmServer {
  readonly url: string;
  readonly token: string;
  /** What is wrong with it; set while it runs. */
  readonly faults: ServerFaults;
  readonly records: ServerRecords;
  /** Every call that came in, in order, with the status it was answered with; 0 for a dropped connection. */
  readonly calls: { readonly method: string; readonly path: string; readonly rows: number; status: number }[];
  /** Of the same calls. */
  readonly headers: IncomingHttpHeaders[];
  /** Called with how many calls have come in, before each is answered: what happens meanwhile. */
  meanwhile: (calls: number) => void;
  /** Ends it as a crash would; its records stay. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Win rate, place, reasons and date, as a sales CRM would have them. */
const serverFields = [
  { name: 'win_probability', type: 'decimal', scale: 4 },
  { name: 'call_rank', type: 'decimal', scale: 0 },
  { name: 'why', type: 'string', length: 4_000 },
  { name: 'scored_on', type: 'date' },
] as const;

const LARGEST_BYTES = 50_000_000;

/** A small CRM over HTTP on this machine, with the paths of http-server-routes.ts. Its records are in memory. */
export async function startHttpCrm(): Promise<HttpCrmServer> {
  const faults = noFaults();
  const records = serverRecords([...serverFields]);
  const token = 'a-token-of-the-tests';
  const calls: HttpCrmServer['calls'] = [];
  const headers: IncomingHttpHeaders[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://crm');
    const body = parsed(await textOf(request));
    const asked = { method: request.method ?? 'GET', path: pathname, query: searchParams, body };
    const call = { method: asked.method, path: pathname, rows: rowsOf(body, searchParams), status: 0 };
    calls.push(call);
    server.meanwhile(calls.length);
    headers.push(request.headers);
    if (faults.slowMs > 0) await sleep(faults.slowMs);
    const welcome = !faults.loggedOut && request.headers.authorization === `Bearer ${token}`;
    const said = taken(faults, 'dropBefore')
      ? undefined
      : (troubled(faults) ?? (welcome ? answer(asked, records, faults) : notLoggedIn));
    if (!said || (said.writes && taken(faults, 'dropAfterStoring'))) {
      request.socket.destroy();
      return;
    }
    call.status = said.status;
    const page = typeof said.body === 'string';
    response
      .writeHead(said.status, { 'content-type': page ? 'text/html' : 'application/json', ...said.headers })
      .end(page ? said.body : JSON.stringify(said.body));
  };
  let listening: Server | undefined;
  let port = 0;
  const up = async (): Promise<void> => {
    const starting = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    await new Promise<void>((resolve, reject) => {
      starting.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    port = (starting.address() as AddressInfo).port;
    listening = starting;
  };
  const down = async (): Promise<void> => {
    const ending = listening;
    listening = undefined;
    if (!ending) return;
    const closed = new Promise((resolve) => ending.close(resolve));
    ending.closeAllConnections();
    await closed;
  };
  await up();
  const server: HttpCrmServer = {
    url: `http://127.0.0.1:${port}`,
    token,
    faults,
    records,
    calls,
    headers,
    meanwhile: () => undefined,
    up,
    down,
    stop: down,
  };
  return server;
}

const notLoggedIn: Answer = { status: 401, body: { error: 'who are you?' } };

/** The answer of a server in trouble, one call the less. */
function troubled({ throttle, fail }: ServerFaults): Answer | undefined {
  if (throttle.calls > 0) {
    throttle.calls -= 1;
    const headers = throttle.retryAfter === undefined ? {} : { 'retry-after': throttle.retryAfter };
    return { status: 429, body: { error: 'too many calls' }, headers };
  }
  if (fail.calls === 0) return undefined;
  fail.calls -= 1;
  return { status: fail.status, body: `<h1>${fail.status}</h1>` };
}

function taken(faults: ServerFaults, name: 'dropAfterStoring' | 'dropBefore'): boolean {
  if (faults[name] === 0) return false;
  faults[name] -= 1;
  return true;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST_BYTES) throw new Error('the call is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

const parsed = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

function rowsOf(body: unknown, query: URLSearchParams): number {
  const { ids, records } = (body ?? {}) as { ids?: unknown[]; records?: unknown[] };
  return ids?.length ?? records?.length ?? Math.max(1, query.getAll('id').length);
}
