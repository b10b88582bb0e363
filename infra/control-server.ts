import { createServer, type Server, type Socket } from 'node:net';
import { onRequests, sendMessage, type ControlReply } from './control-protocol.ts';

/** What the supervisor does when it is asked. */
interface ControlHandlers {
  readonly token: string;
  /** @returns what a client that begins to hold is told first */
  onHeld(): ControlReply;
  /** Nobody holds the stack any more; `said` when the last one took its leave, not when its connection broke. */
  onUnheld(said: boolean): void;
  stay(): ControlReply;
  /** @returns whether the stack ends with its last client */
  endsUnheld(): boolean;
  down(): void;
}

export interface ControlServer {
  readonly port: number;
  /** Tells every client that holds the stack. */
  tell(reply: ControlReply): void;
  close(): Promise<void>;
}

/** Listens for commands on a free port of 127.0.0.1. Counts who holds the stack: a connection, so that a killed client counts no more. */
export async function serveControl(handlers: ControlHandlers): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const holders = new Set<Socket>();

  const letGo = (socket: Socket, said: boolean): void => {
    if (holders.delete(socket) && holders.size === 0) handlers.onUnheld(said);
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    // the connection of a killed client: `close` follows
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      letGo(socket, false);
    });
    onRequests(socket, ({ token, ask }) => {
      if (token !== handlers.token) socket.destroy();
      else if (ask === 'hold') {
        holders.add(socket);
        sendMessage(socket, handlers.onHeld());
      } else if (ask === 'stay') {
        sendMessage(socket, handlers.stay());
      } else if (ask === 'down') {
        sendMessage(socket, { is: 'ending' });
        handlers.down();
      } else {
        sendMessage(socket, { is: 'left', last: holders.size === 1 && handlers.endsUnheld() });
        letGo(socket, true);
      }
    });
  });
  const port = await listen(server);
  return {
    port,
    tell(reply) {
      for (const socket of holders) sendMessage(socket, reply);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // what was said last must still arrive
      for (const socket of sockets) socket.destroySoon();
      await closed;
    },
  };
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    // for its whole life: a connection that cannot be taken, for want of files, is that client's trouble
    server.on('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('the control port has no number'));
    });
  });
