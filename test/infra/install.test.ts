import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout } from './checkout.ts';

let place: ReturnType<typeof checkout>;
const at = (...path: string[]): string => join(place.folder, ...path);

/** Stands in for npm: notes how it was called and leaves behind what npm leaves, the lock file last. */
const NPM = `import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) process.exit(7);
mkdirSync('node_modules', { recursive: true });
setTimeout(() => copyFileSync('package-lock.json', 'node_modules/.package-lock.json'), 300);
`;
const LOCK = { packages: { '': { version: '0.1.0' }, 'node_modules/pino': { version: '10.4.0' } } };

beforeEach(() => {
  place = checkout(['infra', 'cli']);
  rmSync(at('node_modules'));
  writeFileSync(at('npm.js'), NPM);
  writeFileSync(at('package-lock.json'), JSON.stringify(LOCK));
  // what would be built and run next is not what is tried here
  writeFileSync(at('cli', 'daybreak.js'), "console.log('daybreak ' + process.argv.slice(2).join(' '));\n");
});
afterEach(() => {
  place.remove();
});

const start = (args: string[] = [], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [at('cli', 'start.js'), ...args], {
    env: { ...process.env, npm_execpath: at('npm.js'), ...env },
  });
const calls = (): string[] =>
  existsSync(at('npm-calls')) ? readFileSync(at('npm-calls'), 'utf8').trim().split('\n') : [];

describe('npm start', () => {
  it('installs once for two who start at the same moment, then runs the command with its arguments', async () => {
    const both = await Promise.all([start(['--stay']), start(['--stay'])]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['daybreak start --stay\n', 'daybreak start --stay\n']);
    expect(calls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
    expect(await start()).toEqual({ stdout: 'daybreak start\n', stderr: '' });
    expect(calls()).toHaveLength(1);
  });

  it('asks nothing of npm when the lock file is newer but names what is installed', async () => {
    await start();
    const later = new Date(Date.now() + 60_000);
    utimesSync(at('package-lock.json'), later, later);
    await start();
    expect(calls()).toHaveLength(1);

    const changed = { packages: { ...LOCK.packages, 'node_modules/pino': { version: '10.5.0' } } };
    writeFileSync(at('package-lock.json'), JSON.stringify(changed));
    utimesSync(at('package-lock.json'), later, later);
    await start();
    expect(calls()).toHaveLength(2);
  });

  it('installs again when an installation was interrupted', async () => {
    mkdirSync(at('node_modules', 'pino'), { recursive: true });
    await start();
    expect(calls()).toHaveLength(1);
  });

  it('says that the installation failed and ends with 1', async () => {
    const failure = start([], { NPM_FAILS: 'yes' });
    await expect(failure).rejects.toMatchObject({ code: 1, stdout: '' });
    await expect(failure).rejects.toThrow('npm ci ended with 7');
  });
});
