import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStack } from '../../infra/stack.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { stopStack } from '../../infra/stop-stack.ts';
import { temporalServes } from '../../infra/temporal-answers.ts';
import { holdInProcess } from './stack-holder.ts';
import { processesOf, temporaryHome, until } from './temporary-home.ts';

let place: Awaited<ReturnType<typeof temporaryHome>>;
beforeEach(async () => {
  place = await temporaryHome();
});
afterEach(() => place.remove());

const pidOf = (name: string): number => stackStatus(place.home).processes.find((entry) => entry.name === name)!.pid;
const restartsOf = (name: string): number =>
  stackStatus(place.home).processes.find((entry) => entry.name === name)!.restarts;

describe('kill -9', () => {
  it('of Temporal: it comes back at the same address with all it knew', async () => {
    const stack = await connectStack(place);
    const connection = await Connection.connect({ address: stack.temporalAddress });
    const client = new Client({ connection });
    await client.workflow.start('nightly', { workflowId: 'night/sample/2026-03-01', taskQueue: 'nobody' });

    process.kill(pidOf('temporal'), 'SIGKILL');
    await until(() => restartsOf('temporal') === 1, 10_000);
    await until(() => temporalServes(stack.uiUrl), 20_000);
    expect(stackStatus(place.home).temporal).toBe(stack.temporalAddress);
    const night = await client.workflow.getHandle('night/sample/2026-03-01').describe();
    expect(night.status.name).toBe('RUNNING');
    await connection.close();
    await stack.release();
    expect(processesOf(place.home)).toEqual([]);
  });

  it('of a worker: another one takes its place', async () => {
    const stack = await connectStack(place);
    const before = pidOf('compute-worker');
    process.kill(before, 'SIGKILL');
    await until(() => restartsOf('compute-worker') === 1, 10_000);
    expect(pidOf('compute-worker')).not.toBe(before);
    expect(restartsOf('orchestration-worker')).toBe(0);
    await stack.release();
  });

  it('of the only command: everything is gone within seconds', async () => {
    const holder = await holdInProcess(place.home, place.workers);
    expect(processesOf(place.home)).toHaveLength(4);
    holder.child.kill('SIGKILL');
    await once(holder.child, 'exit');
    await until(() => processesOf(place.home).length === 0, 10_000);
    expect(stackStatus(place.home).state).toBe('down');
  });

  it('of one of two commands: the other keeps the stack', async () => {
    const stack = await connectStack(place);
    const holder = await holdInProcess(place.home, place.workers);
    holder.child.kill('SIGKILL');
    await once(holder.child, 'exit');
    await sleep(2_000);
    expect(await temporalServes(stack.uiUrl)).toBe(true);
    await stack.release();
  });

  it('of the supervisor: workers end by themselves, the next command cleans up and starts anew', async () => {
    const stack = await connectStack(place);
    const orphan = pidOf('temporal');
    process.kill(stackStatus(place.home).supervisor!, 'SIGKILL');
    await stack.lost;
    // its connections close a moment before the system counts it as dead
    await until(() => stackStatus(place.home).state === 'died', 10_000);
    await until(() => processesOf(place.home).length === 1, 10_000);

    const next = await connectStack(place);
    expect(next.startedByUs).toBe(true);
    expect(pidOf('temporal')).not.toBe(orphan);
    expect(processesOf(place.home)).toHaveLength(4);
    expect(next.uiUrl).toBe(stack.uiUrl);
    await next.release();
    expect(processesOf(place.home)).toEqual([]);
  });

  it('of the supervisor: down cleans up as well', async () => {
    const stack = await connectStack(place);
    process.kill(stackStatus(place.home).supervisor!, 'SIGKILL');
    await stack.lost;
    // its sockets close a moment before the process is gone
    await expect.poll(() => stackStatus(place.home).state, { timeout: 10_000 }).toBe('died');
    expect(await stopStack(place.home)).toBe('cleaned');
    // workers end by themselves when their supervisor is gone; on a busy machine one may still be on its way out
    await expect.poll(() => processesOf(place.home), { timeout: 10_000 }).toEqual([]);
    expect(stackStatus(place.home).state).toBe('down');
  });
});
