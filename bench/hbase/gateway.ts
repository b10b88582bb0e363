import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, lastOf } from './peer-process.ts';

const PATIENCE_MS = 60_000;

export interface Gateway {
  readonly port: number;
  readonly end: () => Promise<void>;
}

/** Starts a gateway on a free port and waits until it listens. @throws with the end of its log */
export async function startGateway(
  command: string,
  args: (port: number) => string[],
  cwd: string,
  log: string,
): Promise<Gateway> {
  const port = await freePort();
  const output = openSync(log, 'a');
  const child = spawn(command, args(port), { cwd, stdio: ['ignore', output, output] });
  closeSync(output);
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await endChild(child);
  };
  const until = performance.now() + PATIENCE_MS;
  while (!(await listens(port))) {
    if (child.exitCode !== null || performance.now() > until) {
      await end();
      throw new Error(`the gateway does not start: ${lastOf(log)}`);
    }
    await sleep(200);
  }
  return { port, end };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
