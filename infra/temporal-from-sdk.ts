import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { siblingScript } from './sibling-script.ts';

const PATIENCE_MS = 20_000;

/**
 * Lets the Temporal SDK download its server into a folder. In a process of its own, because the SDK's download knows no time limit.
 * @returns the path of the executable
 * @throws Error whose message says why not
 */
export async function temporalFromSdk(folder: string, signal: AbortSignal): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [...siblingScript('sdk-download'), folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // its own group: the SDK starts the server to try it, and both must end together
    detached: true,
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let said = '';
  // there is none where too many files are open; `closed` says so
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const endGroup = (): void => {
    endGroupOf(child);
  };
  const timer = setTimeout(endGroup, PATIENCE_MS);
  signal.addEventListener('abort', endGroup);
  const code = await closed.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', endGroup);
  });
  if (code === null) throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
  const name = readdirSync(folder).find((file) => file.startsWith('temporal'));
  if (code !== 0 || name === undefined) throw new Error(said.trim().split('\n').at(-1) ?? 'nothing was downloaded');
  return join(folder, name);
}

/** Also what the child left behind, which holds its standard error open. */
function endGroupOf({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // all of it has ended in this very moment
  }
}
