import { spawn, type ChildProcess } from 'node:child_process';
import type { Ports } from '../activities/ports.ts';

/** Alerts over HTTP and by a program of this machine. */
export const alertWays: Ports['alerts'] = {
  async post(url, body, timeoutMs) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status} ${response.statusText}`.trimEnd());
  },
  run: ([program = '', ...args], body, timeoutMs) =>
    new Promise((resolve, reject) => {
      // A group of its own, so that what the program has begun ends with it.
      const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
      const timer = setTimeout(() => {
        killGroup(child.pid);
      }, timeoutMs);
      // before all else: where too many files are open there are no pipes, and this says why
      child.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      let said = '';
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        said = (said + chunk).slice(-LAST_WORDS);
      });
      // Not `close`: what the program leaves running holds its standard error open.
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        setTimeout(() => {
          child.stderr?.destroy();
          if (code === 0) resolve();
          else reject(new Error(`it ended with ${signal ?? String(code)}${said === '' ? '' : `: ${said.trim()}`}`));
        }, LAST_WORDS_MS);
      });
      // a program that does not read what it is given closes its end
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(body);
    }),
};

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended in this very moment, which `exit` is about to tell
  }
}

/** What a program said before it ended is read by then. */
const LAST_WORDS_MS = 100;
/** Characters of standard error that an outcome keeps. */
const LAST_WORDS = 500;
