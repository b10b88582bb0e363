import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { recordEnded } from '../../activities/record-ended.ts';
import { nightRecords, recordNight, type NightRecord } from '../../activities/record-night.ts';
import { asTemporalSays } from '../../cli/ended-nights.ts';
import type { FailureReport } from '../../domain/failure-report.ts';
import { nightWorkflowId, type NightRequest } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Nights that end without a word: what the ledger has as under way is asked of Temporal. */

const FAR = '2099-01-02';
let home: string;
let place: InProcess;
/** Called when a step of a dictionary `stuck…` hangs. */
let hangs: () => void = () => undefined;

const forEver = (): Promise<never> => {
  hangs();
  const { cancelled, heartbeat } = Context.current();
  const beating = setInterval(heartbeat.bind(Context.current()), 200);
  return cancelled.finally(() => {
    clearInterval(beating);
  });
};

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    aggregateShard: (task) => (task.run.dictionary.startsWith('stuck') ? forEver() : real.aggregateShard(task)),
    pushScores: (task) => (task.run.dictionary === 'sealed-stuck' ? forEver() : real.pushScores(task)),
  }));
  await writeDrop(join(home, 'drop'), TINY_DROP);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

const WAITS = 'time_zone: UTC\nsources: [{ name: erp }]\nscenes: { claim: { models: [] } }\n';
const AT_ONCE = 'time_zone: UTC\nscenes: { claim: { models: [interest] } }\n';
async function loaded(dictionary: string, settings = WAITS): Promise<void> {
  await writeTinyDictionary(home, dictionary, { settings });
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}

const start = (dictionary: string, date = FAR, more: Partial<NightRequest> = {}): Promise<WorkflowHandle> => {
  const request = { dictionary, date, ...more };
  return place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [request],
    memo: { request },
  });
};
/** A night that waits for its source, when its line is there. */
async function waiting(dictionary: string): Promise<WorkflowHandle> {
  await loaded(dictionary);
  const night = await start(dictionary);
  await eventually(
    () => progressOf(place.client, dictionary, FAR).catch(() => undefined),
    (progress) => progress?.waitingFor.includes('erp') === true,
  );
  return night;
}
/** A night whose step hangs. */
async function stuck(dictionary: string): Promise<WorkflowHandle> {
  await loaded(dictionary, AT_ONCE);
  const hung = new Promise<void>((resolve) => (hangs = resolve));
  const night = await start(dictionary, TINY_DATE);
  await hung;
  return night;
}

const lines = (dictionary: string): Promise<NightRecord[]> => nightRecords(place.ports, dictionary, 'UTC');
const contextOf = (folder = home) => ({ home: folder, ports: () => place.ports });
const told = async (dictionary: string, context = contextOf()) =>
  asTemporalSays(context, dictionary, 'UTC', await lines(dictionary));
const reportOf = async (dictionary: string, date: string, run: number): Promise<FailureReport> =>
  JSON.parse(
    await readFile(join(home, '.daybreak/files', dictionary, date, 'runs', String(run), 'report.json'), 'utf8'),
  ) as FailureReport;

describe('a night that somebody terminates', () => {
  it('while it waits has failed with the reason, and has a report', async () => {
    const night = await waiting('waits');
    const [running] = await lines('waits');
    const now = expect.objectContaining({ stage: 'wait', waitingFor: ['erp'] }) as object;
    expect(await told('waits')).toEqual([{ ...running, now }]);
    await night.terminate('the source is gone for good');
    const [shown] = await told('waits');
    const error = 'terminated: the source is gone for good';
    expect(shown).toMatchObject({ date: FAR, state: 'failed', stage: 'wait', run: 0, error });
    expect(shown?.endedMs).toBeGreaterThanOrEqual(shown?.startedMs ?? Infinity);
    expect(await lines('waits')).toEqual([shown]);
    const { failure, waitingFor, request, waysOn } = await reportOf('waits', FAR, 0);
    expect(failure).toMatchObject({
      cancelled: false,
      message: expect.stringMatching(/terminated .*gone for good$/) as string,
    });
    expect([waitingFor, request]).toEqual([['erp'], { dictionary: 'waits', date: FAR }]);
    expect(waysOn[0]?.command).toBe(`npx daybreak night waits --date ${FAR}`);
    // said once and for all
    expect(await told('waits', contextOf(join(home, 'no stack')))).toEqual([shown]);
  });

  it('while it computes has failed in that stage of that run, what was done is kept', async () => {
    const night = await stuck('stuck');
    await night.terminate();
    expect(await told('stuck')).toMatchObject([{ state: 'failed', stage: 'aggregate', run: 1, error: 'terminated' }]);
    const { kept, waysOn, stages } = await reportOf('stuck', TINY_DATE, 1);
    expect(kept).toMatchObject({ sealed: false, steps: { compute: 2 } });
    expect(waysOn[1]?.command).toContain('--from-stage aggregate');
    expect(stages.map(({ stage }) => stage)).toContain('compute');
  });

  it('after it was sealed has failed before the push', async () => {
    const night = await stuck('sealed-stuck');
    expect(await lines('sealed-stuck')).toMatchObject([{ state: 'sealed' }]);
    expect(await told('sealed-stuck')).toMatchObject([{ state: 'sealed', stage: 'push', now: { stage: 'push' } }]);
    expect(await lines('sealed-stuck')).toMatchObject([{ state: 'sealed', stage: 'score' }]);
    await night.terminate('enough');
    expect(await told('sealed-stuck')).toMatchObject([{ state: 'failed', stage: 'push', run: 1, opportunities: 3 }]);
    expect((await reportOf('sealed-stuck', TINY_DATE, 1)).kept).toMatchObject({ sealed: true, counts: 1 });
  });
});

describe('a line of the ledger', () => {
  it('of a workflow before the newest one is judged by its own', async () => {
    const night = await waiting('twice');
    await night.terminate('the first');
    const [first] = await lines('twice');
    const replayed = { ...first, kind: 'replay' } as NightRecord;
    await recordNight(place.ports)({ dictionary: 'twice', timeZone: 'UTC', record: replayed }, () => undefined);
    const second = await waiting('twice');
    expect(await told('twice')).toMatchObject([
      { state: 'running' },
      { state: 'failed', error: 'terminated: the first' },
    ]);
    await second.cancel();
    await expect(second.result()).rejects.toBeInstanceOf(Error);
    expect(await lines('twice')).toMatchObject([{ error: 'cancelled' }, { error: 'terminated: the first' }]);
  });

  it('is left where the night was reset and goes on', async () => {
    const night = await waiting('reset');
    const { events } = await night.fetchHistory();
    const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    const execution = { workflowId: night.workflowId, runId: (await night.describe()).runId };
    const [before] = await lines('reset');
    await place.client.workflowService.resetWorkflowExecution({
      ...{ namespace: 'default', workflowExecution: execution, reason: 'tried' },
      ...{ workflowTaskFinishEventId: tasks.at(-1)?.eventId ?? null, requestId: 'reset' },
    });
    const now = await place.client.workflow.getHandle(night.workflowId).describe();
    expect(now.startTime.getTime()).toBeGreaterThan(before?.startedMs ?? Infinity);
    expect(await told('reset')).toMatchObject([{ ...before, now: { waitingFor: ['erp'] } }]);
    await place.client.workflow.getHandle(night.workflowId).terminate();
    expect(await told('reset')).toMatchObject([{ state: 'failed', error: 'terminated' }]);
  });

  it('is left where the night was begun anew meanwhile', async () => {
    await waiting('anew');
    const [now] = await lines('anew');
    const before = { ...now, startedMs: 1 } as NightRecord;
    const progress = {
      stage: 'tag',
      doing: '',
      done: 0,
      planned: 0,
      waitingFor: [],
      deadlineMs: undefined,
      late: false,
    } as const;
    const ended = {
      ...{ dictionary: 'anew', timeZone: 'UTC', record: before, progress, error: 'terminated', endedMs: 2 },
      request: { dictionary: 'anew', date: FAR, scene: undefined, population: undefined },
      failure: { message: 'odd', next: '', cancelled: false },
    };
    expect(await recordEnded(place.ports)(ended, () => undefined)).toEqual(now);
    expect(await lines('anew')).toEqual([now]);
    await place.client.workflow.getHandle(nightWorkflowId('anew', FAR)).terminate();
  });

  it('says where Temporal knows nothing of the night, or nobody can ask it', async () => {
    await loaded('lost');
    const record: NightRecord = { date: FAR, kind: 'night', state: 'running', run: 0, stage: 'wait', startedMs: 1 };
    await recordNight(place.ports)({ dictionary: 'lost', timeZone: 'UTC', record }, () => undefined);
    expect(await told('lost')).toEqual([{ ...record, note: 'Temporal knows nothing of it: run it again' }]);
    expect(await told('lost', contextOf(join(home, 'no stack')))).toMatchObject([
      { state: 'running', note: expect.stringMatching(/the stack is down: npx daybreak up/) as string },
    ]);
    expect(await lines('lost')).toEqual([record]);
  });
});
