import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveControl } from '../../infra/control-server.ts';
import { processIdentity } from '../../infra/process-identity.js';
import { tellStackToEnd } from '../../infra/stack-client.ts';
import { writeStackRecord, type StackRecord } from '../../infra/stack-record.ts';
import { openStateFolder } from '../../infra/state-folder.ts';
import { stopStack } from '../../infra/stop-stack.ts';
import { uncaughtIn } from '../uncaught.ts';

const TOKEN = 'shop';

it('a supervisor survives a client whose connection is reset while it holds the stack', async () => {
  let unheld: () => void = () => undefined;
  const letGo = new Promise<void>((resolve) => (unheld = resolve));
  let held: () => void = () => undefined;
  const holds = new Promise<void>((resolve) => (held = resolve));
  const control = await serveControl({
    token: TOKEN,
    onHeld: () => {
      held();
      return { is: 'starting', detail: 'the workers' };
    },
    onUnheld: unheld,
    stay: () => ({ is: 'staying' }),
    endsUnheld: () => false,
    down: () => undefined,
  });
  const uncaught = await uncaughtIn(async () => {
    const client = connect({ host: '127.0.0.1', port: control.port });
    client.write(`${JSON.stringify({ token: TOKEN, ask: 'hold' })}\n`);
    await holds;
    client.resetAndDestroy();
    await letGo;
  });
  expect(uncaught).toEqual([]);
  await control.close();
});

async function listening(onSocket: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onSocket(socket.on('error', () => undefined));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

it('a command survives a supervisor whose connection is reset: it is told that the stack ends', async () => {
  const supervisor = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const record = { controlPort: supervisor.port, token: TOKEN } as StackRecord;
  expect(await uncaughtIn(() => tellStackToEnd(record))).toEqual([]);
  supervisor.close();
});

it('a supervisor that takes connections and answers nothing is not waited for without an end', async () => {
  const home = mkdtempSync(join(tmpdir(), 'daybreak-silent-'));
  const supervisor = await listening(() => undefined);
  const itself = { pid: process.pid, started: processIdentity(process.pid) ?? '', controlPort: supervisor.port };
  writeStackRecord(openStateFolder(home), {
    ...{ ...itself, token: TOKEN, state: 'up', mode: 'stay', stack: 'embedded', build: 'source', startedAt: 'now' },
    ...{ temporal: null, ui: null, temporalFrom: null, stores: null, processes: [] },
  });
  await expect(stopStack(home, 200)).rejects.toMatchObject({ code: 'STATE_BUSY' });
  supervisor.close();
  rmSync(home, { recursive: true, force: true });
});
