import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServer } from '../../crm/postgres/server.ts';

const message = (code: string, body: Buffer): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.write(code);
  bytes.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([bytes, body]);
};

const LOGGED_IN = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const ENDED = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

// A real server takes this path only when it dies in the right millisecond: the words of its protocol are put in one piece here.
const server = createServer((socket: Socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end(Buffer.concat([LOGGED_IN, READY, ENDED])));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

it('survives a server that ends while it hands over a new connection', async () => {
  const uncaught: unknown[] = [];
  const note = (thrown: unknown): void => void uncaught.push(thrown);
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  const { port } = server.address() as AddressInfo;
  const limits = { timeout_seconds: 5, parallel: 1, rows_a_call: 1, calls_a_second: 1, wait_minutes: 1 };
  const opened = openServer(() => ({ host: '127.0.0.1', port, user: 'daybreak', database: 'leads' }), limits);
  try {
    await expect(opened.run('SELECT 1')).rejects.toThrow();
    await opened.close();
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});
