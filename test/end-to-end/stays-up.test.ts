import { afterEach, beforeEach, expect, it } from 'vitest';
import { stackStatus } from '../../infra/stack-status.ts';
import { newHome, removeHome, start, succeed } from './daybreak.ts';
import { processesIn } from './processes.ts';
import { eventually } from './temporal.ts';
import { writeTinyDictionary } from './tiny.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
});
afterEach(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

it('a stack that was brought up and whose supervisor was killed is up again, to stay, after the next command', async () => {
  await succeed(home, 'up');
  const { supervisor } = stackStatus(home);
  if (supervisor === null) throw new Error('a stack that is up has no supervisor');
  process.kill(supervisor, 'SIGKILL');
  await eventually(
    () => Promise.resolve(stackStatus(home).state),
    (state) => state === 'died',
  );
  const { code, stderr } = await start(home, 'schedule', 'tiny').ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining('supervisor had been killed: it is up again')]);
  expect(stackStatus(home)).toMatchObject({ state: 'up', mode: 'stay' });
  // a command of a stack that nobody wanted to stay ends it
  await succeed(home, 'down');
  await succeed(home, 'schedule', 'tiny');
  expect([stackStatus(home).state, processesIn(home)]).toEqual(['down', []]);
});
