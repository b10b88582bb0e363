import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = join(root, 'package-lock.json');
/** npm writes this file last, so an installation that was interrupted does not have it. */
const installed = join(root, 'node_modules', '.package-lock.json');

/**
 * @typedef {{ version?: string, optional?: boolean }} Package
 * @param {string} path
 * @returns {Record<string, Package>}
 */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** A checkout may touch package-lock.json without changing it; installing again would then need the network for nothing. */
function isInstalled() {
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  const have = packagesOf(installed);
  return Object.entries(packagesOf(wanted)).every(
    ([path, { version, optional }]) => path === '' || optional === true || have[path]?.version === version,
  );
}

/** @returns {Promise<void>} */
function install() {
  // all that npm says goes to standard error: standard output belongs to the command
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, rest] = npm?.endsWith('.js') === true ? [process.execPath, [npm, ...args]] : ['npm', args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`npm ci ended with ${signal ?? String(code)}: see its message above and run the command again.`),
        );
    });
  });
}

/**
 * Installs what package-lock.json names, unless it is there already; then nothing is asked of the network.
 * @param {(line: string) => void} note told once when there is something to install
 * @returns {Promise<void>}
 */
export async function ensureInstalled(note) {
  if (isInstalled()) return;
  mkdirSync(join(root, '.daybreak'), { recursive: true });
  await withLock(join(root, '.daybreak', 'install.lock'), async () => {
    if (isInstalled()) return;
    note('installing the packages (npm ci) …');
    await install();
  });
}
