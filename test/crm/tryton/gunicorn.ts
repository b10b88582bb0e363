import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrytonEnvironment } from './environment.ts';
import { DATABASE } from './people.ts';

const PATIENCE_MS = 120_000;

/** Ends the server when the test's process is gone, however it went: its end of the pipe closes then. */
const CONFIG = `
import os, signal, threading

def on_starting(server):
    def wait():
        os.read(0, 1)
        os.killpg(0, signal.SIGKILL)
    threading.Thread(target=wait, daemon=True).start()
`;

export interface Gunicorn {
  readonly url: string;
  readonly port: number;
  /** Kills it with its worker, in whatever they are doing. */
  kill(): Promise<void>;
  /** Stops it in its steps, or lets it go on. */
  pause(paused: boolean): void;
}

export const configOf = (folder: string): string => {
  mkdirSync(join(folder, 'db'), { recursive: true });
  const config = join(folder, 'trytond.conf');
  writeFileSync(config, `[database]\nuri = sqlite://\npath = ${join(folder, 'db')}\n[session]\nmax_attempt = 2\n`);
  return config;
};

/**
 * Serves the database in `<folder>/db`, from when it answers.
 * @param port 0 to have one chosen
 */
export async function startGunicorn({ python }: TrytonEnvironment, folder: string, port: number): Promise<Gunicorn> {
  // not gunicorn.py: Python would take it for the module
  const settings = join(folder, 'settings.py');
  writeFileSync(settings, CONFIG);
  const log = join(folder, `server-${Date.now()}.log`);
  const file = openSync(log, 'a');
  const options = [
    '-c',
    settings,
    '--no-control-socket',
    '-w',
    '1',
    '--threads',
    '4',
    '--timeout',
    '0',
    '--keep-alive',
    '75',
  ];
  const child = spawn(python, ['-m', 'gunicorn', ...options, '-b', `127.0.0.1:${port}`, 'trytond.application:app'], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', file, file],
    env: { ...process.env, TRYTOND_CONFIG: configOf(folder), TRYTOND_DATABASE_NAMES: DATABASE },
  });
  const ended = once(child, 'exit');
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
  };
  const chosen = await listening(child, log);
  return {
    url: `http://127.0.0.1:${chosen}`,
    port: chosen,
    async kill() {
      signal('SIGKILL');
      await ended;
    },
    pause: (paused) => {
      signal(paused ? 'SIGSTOP' : 'SIGCONT');
    },
  };
}

async function listening(child: ChildProcess, log: string): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const port = /Listening at: http:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(log, 'utf8'))?.[1];
    if (port !== undefined && (await answers(`http://127.0.0.1:${port}/rpc/`))) return Number(port);
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`Tryton does not start:\n${readFileSync(log, 'utf8')}`);
    }
    await sleep(100);
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 0, method: 'common.server.version', params: [] }),
    signal: AbortSignal.timeout(5_000),
  }).then(
    (response) => response.ok,
    () => false,
  );
