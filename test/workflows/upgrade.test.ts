import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asApplicationFailure } from '../../activities/failure.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { connectStack } from '../../infra/stack.ts';
import { stopStack } from '../../infra/stop-stack.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { linesOf } from '../end-to-end/night-files.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { TINY_DATE, TINY_DROP, TINY_LINES, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { changedWorkflows, currentWorkflows, type Bundle } from './changed-workflows.ts';
import { HISTORIES, readHistory } from './history.ts';
import { workersInProcess, type Activities, type InProcess } from './workers.ts';

/** Nights that were begun by workers of the code as it is, and are taken over by workers of code that has a step more: docs/upgrades.md. */

const PLACE = "    await ledger.record({ state: 'running' });\n";
const STEP = "    await light.planNight.executeWithOptions({ summary: 'a step more' }, [request]);\n";
const GUARDED = STEP.replace('await', "if (patched('a-step-more')) await");
const IMPORT = "from '@temporalio/workflow';";
const withStep = (step: string): Promise<Bundle> =>
  changedWorkflows('nightly.ts', (source) =>
    source.replace(PLACE, step + PLACE).replace(IMPORT, `${IMPORT}\nimport { patched } ${IMPORT}`),
  );

let home: string;
let before: Bundle;
let guarded: Bundle;
let unguarded: Bundle;
beforeAll(async () => {
  home = await newHome();
  await (await connectStack({ home, workers: [] })).stay();
  [before, guarded, unguarded] = [await currentWorkflows(), await withStep(GUARDED), await withStep(STEP)];
});
afterAll(async () => {
  await stopStack(home);
  await removeHome(home);
});

let place: InProcess;
/** Workers of this code, on the same Temporal as those before them, which have ended. */
async function startWorkers(code: Bundle, replace: (real: Activities) => Partial<Activities> = () => ({})) {
  place = await workersInProcess(home, replace, code);
}

async function loaded(dictionary: string, settings?: string): Promise<void> {
  await writeTinyDictionary(home, dictionary, settings === undefined ? {} : { settings });
  const path = await writeDrop(join(home, 'drop'), TINY_DROP);
  await loadInto(place.ports, { dictionary, path, until: undefined }, () => undefined);
}

const handleOf = (dictionary: string, date: string) =>
  place.client.workflow.getHandle(nightWorkflowId(dictionary, date));

const startNight = (dictionary: string, date: string) =>
  place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date }],
  });

/** Summaries of the steps that a night has scheduled, in order. */
async function stepsOf(dictionary: string, date: string): Promise<string[]> {
  const { events } = await handleOf(dictionary, date).fetchHistory();
  return (events ?? [])
    .filter((event) => event.activityTaskScheduledEventAttributes)
    .map(({ userMetadata }) => JSON.parse(Buffer.from(userMetadata?.summary?.data ?? '""').toString()) as string);
}

const WAITS = 'time_zone: Asia/Shanghai\nsources: [{ name: crm }]\nscenes: { claim: { models: [] } }\n';
const WAITING_DATE = '2099-01-02';
/** What that night must write; the stages are still in force then, and nothing else. */
const WAITING_LINES = { 'O-1': '0 1:2', 'O-2': '0', 'O-3': '0 1:1' };

const waitsForCrm = (dictionary: string) =>
  eventually(
    () => progressOf(place.client, dictionary, WAITING_DATE).catch(() => undefined),
    (progress) => progress?.waitingFor.includes('crm') === true,
  );

describe('a night that waits for a source while the workers are renewed', () => {
  it('ends right under code with a guarded step more, which it does without; the next night makes it', async () => {
    await startWorkers(before);
    await loaded('waits', WAITS);
    await startNight('waits', WAITING_DATE);
    await waitsForCrm('waits');
    await place.close();

    await startWorkers(guarded);
    const night = handleOf('waits', WAITING_DATE);
    await night.signal('ready', 'crm');
    expect(await night.result()).toMatchObject({ sealedBefore: false } satisfies Partial<NightResult>);
    expect(await linesOf(home, 'waits', WAITING_DATE, 'claim')).toEqual(WAITING_LINES);
    expect(await stepsOf('waits', WAITING_DATE)).not.toContain('a step more');

    await loaded('next');
    await (await startNight('next', TINY_DATE)).result();
    expect(await stepsOf('next', TINY_DATE)).toContain('a step more');
    expect(await linesOf(home, 'next', TINY_DATE, 'claim')).toEqual(TINY_LINES);
    await place.close();
  });

  it('stands still under code whose step is not guarded, loses nothing, and ends right when the code is mended', async () => {
    await startWorkers(before);
    await loaded('stands', WAITS);
    await startNight('stands', WAITING_DATE);
    await waitsForCrm('stands');
    await place.close();

    await startWorkers(unguarded);
    const night = handleOf('stands', WAITING_DATE);
    await night.signal('ready', 'crm');
    const failures = async (): Promise<string[]> =>
      ((await night.fetchHistory()).events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
        failed ? [failed.failure?.message ?? ''] : [],
      );
    const said = await eventually(failures, (messages) => messages.length > 0);
    expect(said[0]).toMatch(/Nondeterminism/i);
    expect((await night.describe()).status.name).toBe('RUNNING');
    await place.close();

    await startWorkers(guarded);
    await handleOf('stands', WAITING_DATE).result();
    expect(await linesOf(home, 'stands', WAITING_DATE, 'claim')).toEqual(WAITING_LINES);
    await place.close();
  });
});

describe('a night that computes while the workers are renewed', () => {
  it('goes on where it stood and ends right', async () => {
    let tried = false;
    await startWorkers(before, () => ({
      aggregateShard: () => {
        tried = true;
        const busy = new DaybreakError('STORE_UNREACHABLE', 'the store does not answer', 'wait until it does');
        return Promise.reject(asApplicationFailure(busy));
      },
    }));
    await loaded('computes');
    await startNight('computes', TINY_DATE);
    await eventually(() => Promise.resolve(tried), Boolean);
    await place.close();

    await startWorkers(guarded);
    await handleOf('computes', TINY_DATE).result();
    expect(await linesOf(home, 'computes', TINY_DATE, 'claim')).toEqual(TINY_LINES);
    const steps = await stepsOf('computes', TINY_DATE);
    expect(steps).not.toContain('a step more');
    // what was done before is not done again
    expect(steps.filter((step) => step.startsWith('folds changed days, piece 1 of'))).toHaveLength(1);
    await place.close();
  });
});

describe('nights that were recorded before a change of the workflows', () => {
  const BEFORE = join(HISTORIES, 'before');
  const changes = readdirSync(BEFORE).sort();
  const histories = changes.flatMap((change) => readdirSync(join(BEFORE, change)).map((name) => `${change}/${name}`));

  it('are there for every change that the workflows guard, and for no other', () => {
    const folder = join(import.meta.dirname, '../../workflows');
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const guards = sources.flatMap((source) => [...source.matchAll(/\bpatched\('([^']+)'\)/g)].map(([, id]) => id));
    expect([...new Set(guards)].sort()).toEqual(changes.flatMap((names) => names.split('+')).sort());
  });

  it.each(histories)('%s is replayed by the workflows as they are now', async (name) => {
    const { workflowId, events } = readHistory(`before/${name}`);
    await Worker.runReplayHistory({ workflowBundle: before, replayName: name }, { events }, workflowId);
  });
});
