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

describe('a local stack', () => {
  it('serves while a command holds it and leaves no process behind when it lets go', async () => {
    const progress: string[] = [];
    const stack = await connectStack({ ...place, onProgress: (line) => progress.push(line) });

    expect(stack.startedByUs).toBe(true);
    expect(stack.temporalAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await temporalServes(stack.uiUrl)).toBe(true);
    expect(progress.join()).toContain('starting Temporal');
    const status = stackStatus(place.home);
    expect(status).toMatchObject({ state: 'up', mode: 'auto', temporal: stack.temporalAddress, ui: stack.uiUrl });
    expect(status.processes.map(({ name, alive, restarts }) => ({ name, alive, restarts }))).toEqual([
      { name: 'temporal', alive: true, restarts: 0 },
      { name: 'orchestration-worker', alive: true, restarts: 0 },
      { name: 'compute-worker', alive: true, restarts: 0 },
    ]);
    expect(processesOf(place.home)).toHaveLength(4);

    await stack.release();
    expect(processesOf(place.home)).toEqual([]);
    expect(stackStatus(place.home).state).toBe('down');
  });

  it('goes on after its last command when it was told to stay, with the same links the next time, until down', async () => {
    const first = await connectStack(place);
    await first.stay();
    await first.release();
    expect(stackStatus(place.home)).toMatchObject({ state: 'up', mode: 'stay' });

    const second = await connectStack(place);
    expect(second.startedByUs).toBe(false);
    expect(second.uiUrl).toBe(first.uiUrl);
    let lost = false;
    void second.lost.then(() => (lost = true));
    await second.release();
    expect(stackStatus(place.home).state).toBe('up');
    expect(lost).toBe(false);

    expect(await stopStack(place.home)).toBe('ended');
    expect(processesOf(place.home)).toEqual([]);
    expect(await stopStack(place.home)).toBe('was down');

    const third = await connectStack(place);
    expect(third.uiUrl).toBe(first.uiUrl);
    await third.release();
  });

  it('is one for two commands that start at the same moment, and ends with the second', async () => {
    const holders = await Promise.all([1, 2].map(() => holdInProcess(place.home, place.workers)));
    const [one, two] = [holders[0]!, holders[1]!];
    expect(one.stack.temporalAddress).toBe(two.stack.temporalAddress);
    expect(holders.filter(({ stack }) => stack.startedByUs)).toHaveLength(1);
    expect(processesOf(place.home)).toHaveLength(4);

    await one.finish();
    expect(await temporalServes(two.stack.uiUrl)).toBe(true);
    await two.finish();
    expect(processesOf(place.home)).toEqual([]);
  });

  it('tells a command that holds it when somebody else ends it', async () => {
    const stack = await connectStack(place);
    const [, result] = await Promise.all([stack.lost, stopStack(place.home)]);
    expect(result).toBe('ended');
    await stack.release();
    expect(processesOf(place.home)).toEqual([]);
  });

  it('starts again for a command that comes while it is ending', async () => {
    const first = await connectStack(place);
    const [second] = await Promise.all([first.lost.then(() => connectStack(place)), stopStack(place.home)]);
    expect(await temporalServes(second.uiUrl)).toBe(true);
    await second.release();
    await until(() => processesOf(place.home).length === 0, 10_000);
  });
});
