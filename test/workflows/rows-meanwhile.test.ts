import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { linesOf, manifestOf } from '../end-to-end/night-files.ts';
import { TINY_DATE, TINY_DROP, TINY_LINES, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type Activities, type InProcess } from './workers.ts';

/** A row of the night's own days that comes in while it runs. */
const LATE = { ...TINY_DROP.events[0]!, event_id: 'late', value: '9.5' };
const WITH_LATE = TINY_LINES['O-1']!.replaceAll(/([245]):90.5/g, '$1:100').replace('7:45.25', '7:50');

let home: string;
let place: InProcess;
/** Loads the late row when this activity is called for the first time, before it does anything. */
let interrupt: { readonly name: keyof Activities; readonly dictionary: string } | undefined;

const load = (dictionary: string, drop: string) =>
  loadInto(place.ports, { dictionary, path: join(home, drop), until: undefined }, () => undefined);

const interruptible = (name: keyof Activities, step: (task: unknown) => Promise<unknown>) => async (task: unknown) => {
  if (interrupt?.name === name) {
    const { dictionary } = interrupt;
    interrupt = undefined;
    await load(dictionary, 'late');
  }
  return step(task);
};

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => {
    const steps = Object.entries(real) as [keyof Activities, (task: unknown) => Promise<unknown>][];
    return Object.fromEntries(steps.map(([name, step]) => [name, interruptible(name, step)]));
  });
  await writeDrop(join(home, 'drop'), TINY_DROP);
  await writeDrop(join(home, 'late'), { events: [LATE] });
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function loaded(dictionary: string): Promise<void> {
  await writeTinyDictionary(home, dictionary);
  await load(dictionary, 'drop');
}

const night = async (dictionary: string): Promise<NightResult> => {
  const options = { taskQueue: 'daybreak', args: [{ dictionary, date: TINY_DATE }] };
  const workflowId = nightWorkflowId(dictionary, TINY_DATE);
  return (await place.client.workflow.execute('nightly', { ...options, workflowId })) as NightResult;
};

describe('a row that comes in while a night runs', () => {
  const steps = ['checkSealed', 'foldDays', 'writeFiles', 'sealNight'] as const;

  it.each(steps)('before %s: it is in the files and in the hash of what they were made from', async (name) => {
    const dictionary = `before_${name}`;
    await loaded(dictionary);
    interrupt = { name, dictionary };
    const { run } = await night(dictionary);
    expect(interrupt).toBeUndefined();
    expect((await linesOf(home, dictionary, TINY_DATE, 'claim'))['O-1']).toBe(WITH_LATE);
    const again = await night(dictionary);
    expect([again.run, again.sealedBefore]).toEqual([run, true]);
    expect((await manifestOf(home, dictionary, TINY_DATE)).run).toBe(run.run);
  });

  it('after it was sealed: it stays as it is, and says the next time that its rows have changed', async () => {
    await loaded('after');
    interrupt = { name: 'pushScores', dictionary: 'after' };
    await night('after');
    expect((await linesOf(home, 'after', TINY_DATE, 'claim'))['O-1']).toBe(TINY_LINES['O-1']);
    await expect(night('after')).rejects.toMatchObject({ cause: { cause: { type: 'NIGHT_SEALED' } } });
  });
});
