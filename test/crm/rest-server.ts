import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RestRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** `drop` hangs up without a word, `drop after` when the request has had its effect, `silence` never answers. */
export type Interruption = RestAnswer | 'drop' | 'drop after' | 'silence';

export interface RestServer {
  readonly url: string;
  /** All since the start, in order. */
  readonly requests: RestRequest[];
  /** What the next calls get instead of their answer, by `METHOD /path`; `passing` of them are let through first. */
  interrupt(matching: RegExp, how: Interruption, times?: number, passing?: number): void;
  /** Closes the door and cuts all connections; gives what opens it again under the same address. */
  goDown(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((done, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', done);
  });

const close = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => {
      done();
    });
    server.closeAllConnections();
  });

/** A small HTTP server on this machine, behind which a test plays a published contract. */
export async function startRestServer(handle: (request: RestRequest) => RestAnswer): Promise<RestServer> {
  const requests: RestRequest[] = [];
  const interruptions: { matching: RegExp; how: Interruption; times: number; passing: number }[] = [];

  const interruptionOf = (request: RestRequest): Interruption | undefined => {
    const found = interruptions.find((one) => one.times > 0 && one.matching.test(`${request.method} ${request.path}`));
    if (!found || found.passing-- > 0) return undefined;
    found.times -= 1;
    return found.how;
  };

  const server = createServer((incoming, response) => {
    const reply = async (): Promise<void> => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: await text(incoming) };
      requests.push(request);
      const interruption = interruptionOf(request);
      if (interruption === 'silence') return;
      const planned = typeof interruption === 'object' ? interruption : undefined;
      const answer = planned ?? (interruption === 'drop' ? undefined : handle(request));
      if (!answer || interruption === 'drop after') {
        incoming.socket.destroy();
        return;
      }
      const json = answer.body !== undefined && typeof answer.body !== 'string';
      response.writeHead(answer.status, {
        'content-type': json ? 'application/json;charset=UTF-8' : 'text/csv',
        ...answer.headers,
      });
      response.end(json ? JSON.stringify(answer.body) : answer.body);
    };
    reply().catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    interrupt(matching, how, times = 1, passing = 0) {
      interruptions.push({ matching, how, times, passing });
    },
    async goDown() {
      await close(server);
      return () => listen(server, port);
    },
    stop: () => close(server),
  };
}
