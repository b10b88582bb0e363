import { spawn } from 'node:child_process';
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
      const child = spawn(program, args, {
        stdio: ['pipe', 'ignore', 'pipe'],
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        said = (said + chunk).slice(-LAST_WORDS);
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`it ended with ${signal ?? String(code)}${said === '' ? '' : `: ${said.trim()}`}`));
      });
      // a program that does not read what it is given closes its end
      child.stdin.on('error', () => undefined);
      child.stdin.end(body);
    }),
};

/** Characters of standard error that an outcome keeps. */
const LAST_WORDS = 500;
