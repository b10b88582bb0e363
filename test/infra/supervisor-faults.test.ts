import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordKeeper } from '../../infra/record-keeper.ts';
import { runProcess } from '../../infra/running-process.ts';
import { siblingScript } from '../../infra/sibling-script.ts';
import { readStackRecord, type StackRecord } from '../../infra/stack-record.ts';
import { openStateFolder } from '../../infra/state-folder.ts';
import { uncaughtIn } from '../uncaught.ts';

let home: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'daybreak-supervisor-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function startSupervisor(log: number): { child: ChildProcess; told: Promise<unknown[]>; ended: Promise<unknown[]> } {
  const child = spawn(process.execPath, siblingScript('supervisor'), { stdio: ['ignore', log, log, 'ipc'] });
  children.push(child);
  return { child, told: once(child, 'message'), ended: once(child, 'exit') };
}

it('a supervisor that fails ends although its log cannot be written', async () => {
  // opened for reading: a write fails, as it does on a full disk
  const log = openSync(import.meta.filename, 'r');
  const { child, told, ended } = startSupervisor(log);
  child.send({ no: 'plan' });
  expect(await told).toMatchObject([{ is: 'failed' }, undefined]);
  expect(await ended).toEqual([1, null]);
  closeSync(log);
});

it('a supervisor that cannot keep its record says so and ends', async () => {
  const log = openSync(join(home, 'supervisor.log'), 'a');
  const { child, told, ended } = startSupervisor(log);
  const { root } = openStateFolder(home);
  // where it writes its record first
  mkdirSync(join(root, `stack.json.${child.pid}.draft`));
  child.send({ home, build: 'source', stack: 'embedded', cluster: null, workers: [] });
  expect(await told).toMatchObject([{ is: 'failed' }, undefined]);
  expect(await ended).toEqual([1, null]);
  closeSync(log);
});

it('what a stack is goes on to be known while its record cannot be written, and is whole on disk when it can', () => {
  const state = openStateFolder(mkdtempSync(join(home, 'kept-')));
  const first = {
    ...{ pid: process.pid, started: 'now', controlPort: 1, token: 't', build: 'source', stack: 'embedded' },
    ...{ temporal: null, ui: null, temporalFrom: null, stores: null, processes: [], startedAt: 'now' },
    ...{ state: 'starting', mode: 'auto' },
  } as StackRecord;
  const logged: unknown[] = [];
  const record = recordKeeper(state, first, { error: (...said: unknown[]) => logged.push(said) });
  const draft = `${state.stackFile}.${process.pid}.draft`;
  mkdirSync(draft);
  record.change({ mode: 'stay' });
  expect([record.now.mode, readStackRecord(state)?.mode, logged.length]).toEqual(['stay', 'auto', 1]);
  rmSync(draft, { recursive: true });
  record.change({ state: 'up' });
  expect(readStackRecord(state)).toMatchObject({ mode: 'stay', state: 'up' });
  record.remove();
  expect(readStackRecord(state)).toBeUndefined();
});

it.runIf(existsSync('/dev/full'))('what a process says on a full disk is lost, and nothing else', async () => {
  const uncaught = await uncaughtIn(async () => {
    const command = { name: 'worker', command: '/bin/sh', args: ['-c', 'echo loading; echo ready; read end'] };
    const child = await runProcess(command, { log: '/dev/full', cwd: home, env: process.env });
    await child.ready;
    await child.stop(5_000);
  });
  expect(uncaught).toEqual([]);
});
