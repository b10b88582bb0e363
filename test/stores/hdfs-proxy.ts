import { createServer as createHttp, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';

/** A way to a real HDFS that can be disturbed: one HTTP proxy for the NameNode, one of plain bytes for the DataNode. */
export interface HdfsProxy {
  readonly namenode: string;
  /** What happens to an operation at the NameNode; undefined lets it pass. `lose-answer` carries it out all the same. */
  disturb: (operation: string) => 'lose-answer' | 'redirect' | undefined;
  /** Bytes to pass, in both directions together, before a connection to the DataNode is cut; given anew to each. */
  cutAfter: () => number;
  /** Operations that reached the NameNode, in order. */
  readonly operations: string[];
  close(): Promise<void>;
}

const portOf = (server: Server | TcpServer): number => (server.address() as AddressInfo).port;

const listening = (server: Server | TcpServer): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const closed = (server: Server | TcpServer): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });

export async function hdfsProxy(namenode: string): Promise<HdfsProxy> {
  let datanode = 0;
  const data = createTcp((socket) => {
    relay(socket, datanode, proxy.cutAfter());
  });
  await listening(data);
  const toProxy = (text: string): string =>
    text.replace(/(http:\/\/[^:]+:)(\d+)(\/webhdfs)/, (_, host: string, port: string, rest: string) => {
      datanode = Number(port);
      return `${host}${portOf(data)}${rest}`;
    });
  const names = createHttp((incoming, outgoing) => {
    const operation = /[?&]op=(\w+)/.exec(incoming.url ?? '')?.[1] ?? '';
    proxy.operations.push(operation);
    forward(namenode, incoming, outgoing, proxy.disturb(operation), toProxy);
  });
  await listening(names);
  const proxy: HdfsProxy = {
    namenode: `http://127.0.0.1:${portOf(names)}`,
    disturb: () => undefined,
    cutAfter: () => Infinity,
    operations: [],
    close: async () => {
      names.closeAllConnections();
      await Promise.all([closed(names), closed(data)]);
    },
  };
  return proxy;
}

function forward(
  namenode: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  disturbance: ReturnType<HdfsProxy['disturb']>,
  toProxy: (text: string) => string,
): void {
  const path = disturbance === 'redirect' ? incoming.url?.replace('&noredirect=true', '') : incoming.url;
  const through = request(new URL(path ?? '', namenode), { method: incoming.method ?? 'GET' }, (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (piece: string) => (text += piece));
    answer.on('end', () => {
      if (disturbance === 'lose-answer') incoming.socket.destroy();
      else {
        const { location } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 0, location === undefined ? {} : { location: toProxy(location) });
        outgoing.end(toProxy(text));
      }
    });
  });
  through.on('error', () => {
    incoming.socket.destroy();
  });
  through.end();
}

function relay(client: Socket, port: number, cutAfter: number): void {
  const server = connect(port, '127.0.0.1');
  let left = cutAfter;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('data', (piece: Buffer) => {
      left -= piece.length;
      if (left < 0) {
        client.resetAndDestroy();
        server.destroy();
      } else if (!to.write(piece)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
  }
}
