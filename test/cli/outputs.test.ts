import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'daybreak-outputs-'));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});
const root = join(import.meta.dirname, '..', '..');
const env = { ...process.env, DAYBREAK_HOME: home };

it('a command whose notes nobody takes any more does its work to the end', async () => {
  const script = join(import.meta.dirname, 'noting-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.destroy();
  await once(child.stderr, 'close');
  child.stdin.end();
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('done');
});

it('a command whose output could not be written fails and says so', () => {
  // opened for reading: a write fails, as it does on a full disk
  const output = openSync(import.meta.filename, 'r');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'cli', 'main.ts'), 'status'], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', output, 'pipe'],
  });
  closeSync(output);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^what the command says could not be written: EBADF/)]);
});
