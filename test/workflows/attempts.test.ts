import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { stageRecords } from '../../activities/record-stage.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { stageName } from '../../domain/stage-record.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type Activities, type InProcess } from './workers.ts';

let home: string;
let place: InProcess;
/** How often each step of the dictionary `shaky` has still to fail. */
const failures = new Map<string, number>();

const STEPS = [
  ...['planNight', 'openNight', 'foldDays', 'computeShard', 'writeFiles', 'scoreModel'],
  ...['gateNight', 'pushScores', 'sealNight'],
] as const;

/** A step that fails as often as is said above, as if its machine did. */
const shaky = (real: Activities): Partial<Activities> =>
  Object.fromEntries(
    STEPS.map((step) => [
      step,
      async (task: never): Promise<unknown> => {
        const left = failures.get(step) ?? 0;
        failures.set(step, left - 1);
        if (left > 0) throw ApplicationFailure.retryable('not now', 'STORE_FAILED');
        return real[step](task);
      },
    ]),
  );

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, shaky);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

const night = (dictionary: string): Promise<unknown> =>
  place.client.workflow.execute('nightly', {
    workflowId: nightWorkflowId(dictionary, TINY_DATE),
    taskQueue: 'daybreak',
    args: [{ dictionary, date: TINY_DATE }],
  });

/** Attempts by line of the ledger. */
const attemptsOf = async (dictionary: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await stageRecords(place.ports, dictionary, 'Asia/Shanghai')).map((line) => [stageName(line), line.attempts]),
  );

async function loaded(dictionary: string): Promise<void> {
  await writeTinyDictionary(home, dictionary);
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary, path, until: undefined }, () => undefined);
}

it('the ledger and the report count the attempts of every step, and of this push alone when a night is handed over again', async () => {
  await loaded('shaky');
  for (const step of STEPS) failures.set(step, step === 'gateNight' ? 2 : 1);
  await night('shaky');
  const { 'compute/opportunity': opportunity = 0, 'compute/user': user = 0, ...others } = await attemptsOf('shaky');
  // whichever of the two came first had to be done again
  expect([opportunity, user].sort()).toEqual([1, 2]);
  expect(others).toEqual({
    ...{ ingest: 2, tag: 1, 'aggregate/user': 1, 'files/claim': 2, 'files/look': 2, 'files/match': 2 },
    ...{ map: 1, score: 2, gate: 3, push: 2, report: 1 },
  });
  const folder = join(home, '.daybreak/files/shaky', TINY_DATE, 'runs/1');
  const again = async (): Promise<NightReport['again']> =>
    (JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as NightReport).again;
  expect(await again()).toEqual(['openNight', 'planNight', 'sealNight'].map((step) => ({ step, attempts: 2 })));
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  expect(page).toContain('Stage gate needed 3 attempts.');
  expect(page).toContain('The step sealNight needed 2 attempts.');

  failures.clear();
  await night('shaky');
  expect(await attemptsOf('shaky')).toMatchObject({ gate: 1, push: 1, score: 2 });
  // what the night before did again, whose run this is, is not of this one
  expect(await again()).toBeUndefined();
});
