import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processIdentity } from '../../infra/process-identity.js';
import { startTemporal } from '../../infra/temporal-server.ts';

let folder: string;
let pids: number[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-temporal-'));
  pids = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Starts a program in Temporal's place: what it does as a server, on a port for its UI, and when it is told to change its namespace. */
const started = (serve: string, operate: string): Promise<unknown> => {
  const executable = join(folder, 'temporal');
  const program = `#!${process.execPath}
const words = process.argv.slice(2);
const uiPort = Number(words[words.indexOf('--ui-port') + 1]);
if (words[0] === 'operator') { ${operate} }
else if (!words.includes('--help')) { ${serve} }
`;
  writeFileSync(executable, program);
  chmodSync(executable, 0o755);
  const place = { dbFile: join(folder, 'db'), log: join(folder, 'log'), cwd: folder };
  const onSpawn = ({ pid }: { pid: number }): void => void pids.push(pid);
  const binary = { executable, version: '1.0.0', from: 'this test' };
  return startTemporal({ binary, ...place, onSpawn }, [], new AbortController().signal);
};

const failure = (reason: string): object => ({
  code: 'STACK_FAILED',
  message: expect.stringContaining(reason) as string,
});

it('a Temporal that serves but cannot be set up is ended, and its start has failed', async () => {
  const serve = `require('node:http').createServer((_, answer) => answer.end('{}')).listen(uiPort, '127.0.0.1');`;
  const operate = `console.error('deadline exceeded'); process.exit(1);`;
  await expect(started(serve, operate)).rejects.toMatchObject(failure('deadline exceeded'));
  expect(pids.map(processIdentity)).toEqual([undefined]);
});

it('a port that was taken is told from what the log of before said, also when that log was moved aside', async () => {
  writeFileSync(join(folder, 'log'), 'a line of before\n'.repeat(600_000));
  const serve = `console.error('listen tcp: address already in use'); process.exit(1);`;
  await expect(started(serve, '')).rejects.toMatchObject(failure('address already in use'));
  expect(pids).toHaveLength(5);
});
