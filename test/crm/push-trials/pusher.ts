import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PushResult } from '../../../domain/push-result.ts';
import { PASSWORDS } from '../tryton/people.ts';

/** How a process that pushed ended by itself. */
export interface PushEnd {
  readonly ms: number;
  readonly result?: PushResult;
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface Pusher {
  /** Undefined when it was killed. @throws when it ended otherwise than it should */
  readonly ended: Promise<PushEnd | undefined>;
  /** With SIGKILL; does nothing when it has ended. */
  readonly kill: () => void;
}

export function startPusher(home: string): Pusher {
  const script = join(import.meta.dirname, 'push-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, home], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRYTON_PASSWORD: PASSWORDS.daybreak },
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => (text[name] += piece));
  }
  const ended = new Promise<PushEnd | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(text.stdout.trim().split('\n').at(-1) ?? '') as PushEnd);
      else reject(new Error(`the pushing process ended with ${String(code ?? signal)}:\n${text.stderr}`));
    });
  });
  return {
    ended,
    kill: () => {
      if (child.exitCode === null) child.kill('SIGKILL');
    },
  };
}
