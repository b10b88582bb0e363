import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { endLeftovers } from '../../infra/leftovers.ts';
import { processIdentity } from '../../infra/process-identity.js';
import { connectStack } from '../../infra/stack.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { temporalServes } from '../../infra/temporal-answers.ts';
import { chooseTemporalPorts } from '../../infra/ports.ts';
import { processesOf, temporaryHome } from './temporary-home.ts';

let place: Awaited<ReturnType<typeof temporaryHome>>;
beforeEach(async () => {
  place = await temporaryHome();
});
afterEach(() => place.remove());

describe('a local stack that meets a fault', () => {
  it('takes other ports when those of the last time are taken, and remembers them', async () => {
    const ports = await chooseTemporalPorts([]);
    const stranger = createServer().listen({ host: '127.0.0.1', port: ports.ui });
    await once(stranger, 'listening');
    const state = join(place.home, '.daybreak');
    writeFileSync(join(state, 'temporal-ports.json'), JSON.stringify(ports));

    const stack = await connectStack(place);
    expect(stack.uiUrl).not.toBe(`http://127.0.0.1:${ports.ui}`);
    expect(stack.temporalAddress).not.toBe(`127.0.0.1:${ports.grpc}`);
    const remembered = readFileSync(join(state, 'temporal-ports.json'), 'utf8');
    expect(stack.uiUrl).toContain((JSON.parse(remembered) as typeof ports).ui.toString());
    await stack.release();
    stranger.close();
  });

  it.for(['', '{"grpc": 72', '\0\0\0\0', '[1, 2]', '{"grpc": 7233, "ui": 99999999}'])(
    'chooses ports anew where the files that remember them hold %j, and says so',
    async (broken) => {
      const state = join(place.home, '.daybreak');
      const files = ['temporal-ports.json', 'metrics-ports.json'].map((name) => join(state, name));
      for (const file of files) writeFileSync(file, broken);
      const told: string[] = [];
      const stack = await connectStack({ ...place, onProgress: (line) => told.push(line) });
      for (const file of files) {
        expect(told).toContain(`${file} cannot be read as ports; they are chosen anew`);
        expect(Object.values(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(2);
      }
      expect(stackStatus(place.home).state).toBe('up');
      await stack.release();
    },
  );

  it('is one of two that want the same ports at the same moment: both serve', async () => {
    const other = await temporaryHome();
    const ports = join('.daybreak', 'temporal-ports.json');
    writeFileSync(join(other.home, ports), readFileSync(join(place.home, ports)));
    const stacks = await Promise.all([connectStack(place), connectStack(other)]);
    expect(new Set(stacks.map(({ temporalAddress }) => temporalAddress)).size).toBe(2);
    expect(new Set(stacks.map(({ uiUrl }) => uiUrl)).size).toBe(2);
    expect(await Promise.all(stacks.map(({ uiUrl }) => temporalServes(uiUrl)))).toEqual([true, true]);
    for (const { home } of [place, other]) {
      expect(stackStatus(home).processes.map(({ restarts }) => restarts)).toEqual([0, 0, 0]);
    }
    await Promise.all(stacks.map((stack) => stack.release()));
    await other.remove();
  });

  it('says what a worker said last when it ends at once, and leaves nothing behind', async () => {
    const failure = connectStack({ home: place.home, workers: place.failingWorkers });
    await expect(failure).rejects.toMatchObject({ code: 'STACK_FAILED' });
    await expect(failure).rejects.toThrow(/broken-worker ended at once \(exit code 3\).*no such feature: login_99/s);
    expect(processesOf(place.home)).toEqual([]);
    expect(stackStatus(place.home).state).toBe('down');

    const mended = await connectStack(place);
    await mended.release();
  });

  it('says so when a worker cannot be started at all', async () => {
    const nowhere = { name: 'compute-worker', command: join(place.home, 'nothing-here'), args: [] };
    await expect(connectStack({ home: place.home, workers: [nowhere] })).rejects.toThrow('nothing-here');
    expect(processesOf(place.home)).toEqual([]);
  });

  it('refuses a state folder of a newer version and does not touch it', async () => {
    const state = join(place.home, '.daybreak');
    writeFileSync(join(state, 'state.json'), '{ "format": 2 }');
    await expect(connectStack(place)).rejects.toMatchObject({ code: 'STATE_NEWER' });
    expect(() => stackStatus(place.home)).toThrow('reads up to 1');
    writeFileSync(join(state, 'state.json'), '{ "format": 1 }');
  });
});

describe('what a killed supervisor left', () => {
  it('is signalled only if pid, start and command line are those on record', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'stranger']);
    await once(stranger, 'spawn');
    const { pid } = stranger as { pid: number };
    const record = { name: 'temporal', pid, started: processIdentity(pid)!, mark: 'stranger', restarts: 0 };

    expect(await endLeftovers([{ ...record, started: 'another time' }])).toEqual([]);
    expect(await endLeftovers([{ ...record, mark: 'temporal.db' }])).toEqual([]);
    expect(processIdentity(pid)).toBe(record.started);

    expect(await endLeftovers([record])).toEqual(['temporal']);
    expect(processIdentity(pid)).toBeUndefined();
  });

  it('is ended even if it does not listen to SIGTERM', async () => {
    const deaf = spawn(process.execPath, [
      '-e',
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf')",
    ]);
    await once(deaf.stdout, 'data');
    const { pid } = deaf as { pid: number };
    const record = { name: 'worker', pid, started: processIdentity(pid)!, mark: 'deaf', restarts: 0 };
    expect(await endLeftovers([record])).toEqual(['worker']);
    expect(processIdentity(pid)).toBeUndefined();
  });

  it('is named, and not waited for for ever, where no signal ends it', async () => {
    const stuck = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'stuck']);
    onTestFinished(() => void stuck.kill('SIGKILL'));
    await once(stuck, 'spawn');
    const { pid } = stuck as { pid: number };
    const record = { name: 'temporal', pid, started: processIdentity(pid)!, mark: 'stuck', restarts: 0 };
    const signals: string[] = [];
    // as a process in state D, which takes no signal before its disk answers
    const kill = (_: number, signal: string): number => signals.push(signal);
    await expect(endLeftovers([record], { termMs: 10, killMs: 10, kill })).rejects.toMatchObject({
      code: 'STATE_BUSY',
      message: expect.stringContaining(`temporal (process ${pid}) of a supervisor that was killed`) as string,
      next: expect.stringContaining(`-p ${pid})`) as string,
    });
    const foreign = (): never => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    };
    await expect(endLeftovers([record], { termMs: 10, killMs: 10, kill: foreign })).rejects.toMatchObject({
      code: 'STATE_BUSY',
    });
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(await endLeftovers([record])).toEqual(['temporal']);
  });
});
