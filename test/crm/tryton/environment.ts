import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../../infra/lock.js';

const run = promisify(execFile);
const PINS = join(import.meta.dirname, 'requirements.txt');

/** What a Tryton needs to run here: an environment of its own beside Daybreak, never part of it (Tryton's licence is GPL-3). */
export interface TrytonEnvironment {
  readonly python: string;
  /** Kept between runs; another one for other pins. */
  readonly folder: string;
}

/**
 * Installs Tryton, once a machine and set of pins, into a virtual environment in the user's cache.
 * @returns why there is none, as a sentence
 */
export async function trytonEnvironment(): Promise<TrytonEnvironment | string> {
  const hash = createHash('sha256').update(readFileSync(PINS)).digest('hex').slice(0, 12);
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'daybreak-tests');
  const folder = join(cache, `tryton-${hash}`);
  const python = join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  mkdirSync(cache, { recursive: true });
  return withLock(join(cache, `tryton-${hash}.lock`), async () => {
    if (existsSync(complete)) return { python, folder };
    rmSync(folder, { recursive: true, force: true });
    try {
      await run('python3', ['-m', 'venv', folder]);
      await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', PINS], {
        maxBuffer: 1 << 24,
      });
    } catch (error) {
      const said = error instanceof Error ? error.message.trim() : String(error);
      return `Tryton could not be installed: ${said.split('\n').at(-1) ?? ''}`;
    }
    writeFileSync(complete, '');
    return { python, folder };
  });
}
