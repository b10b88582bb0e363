import { Context } from '@temporalio/activity';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asApplicationFailure } from '../../activities/failure.ts';
import { computeVerbs, lightVerbs } from '../../activities/verbs.ts';
import { retentionWorkflowId, type RetentionRequest } from '../../domain/retention-request.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { retention } from '../../workflows/index.ts';
import { ago, left, RUN_DATE } from '../activities/retention-home.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { eventually } from '../end-to-end/temporal.ts';
import { writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

const SETTINGS = `time_zone: UTC\nscenes: { claim: { models: [] } }\nretention: [{ keep_days: 10 }]\n`;

let home: string;
let place: InProcess;
/** What a purge found left when it began, and what it does then. */
let purges: string[][] = [];
let duringPurge: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  home = await newHome();
  for (const name of ['tiny', 'sealless']) await writeTinyDictionary(home, name, { settings: SETTINGS });
  place = await workersInProcess(home, (real, ports) => ({
    // as a worker's thread does
    retainEvents: (task) =>
      real.retainEvents(task).catch((error: unknown) => Promise.reject(asApplicationFailure(error) as Error)),
    purgeStore: async (task) => {
      purges.push(await left(await ports.openStore(task.dictionary, 'UTC')));
      await duringPurge();
      return real.purgeStore(task);
    },
  }));
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});
beforeEach(() => {
  purges = [];
  duringPurge = () => Promise.resolve();
});

async function filled(dictionary: string): Promise<FeatureStore> {
  const store = await place.ports.openStore(dictionary, 'UTC');
  await store.putEvents([ago('new', 5), ago('old', 11), ago('older', 800)]);
  return store;
}

async function seal(dictionary: string): Promise<void> {
  const record = { date: RUN_DATE, state: 'delivered' as const, run: 1, stage: 'done' as const, startedMs: 0 };
  await lightVerbs.recordNight(place.ports)({ dictionary, timeZone: 'UTC', record }, () => undefined);
  await place.ports.blobs.write(`${dictionary}/${RUN_DATE}/manifest.json`, Buffer.from('{}'));
}

const start = (request: RetentionRequest): Promise<WorkflowHandle<typeof retention>> =>
  place.client.workflow.start<typeof retention>('retention', {
    workflowId: retentionWorkflowId(request.dictionary),
    taskQueue: 'daybreak',
    args: [request],
  });

/** As a worker's thread does: it hears of a cancellation by its heartbeat, and the workflow waits until it has given up. */
async function untilCancelled(): Promise<void> {
  const context = Context.current();
  const beats = setInterval(() => {
    context.heartbeat();
  }, 100);
  await context.cancelled.finally(() => {
    clearInterval(beats);
  });
}

describe('the retention workflow', () => {
  it('removes what the rules name, purges after that, and tells both', async () => {
    const store = await filled('tiny');
    await seal('tiny');
    const result = await (await start({ dictionary: 'tiny', sure: false })).result();
    expect(result).toMatchObject({ report: { runDate: RUN_DATE, dryRun: false, events: 3 }, tablesRewritten: 0 });
    expect(await left(store)).toEqual(['new']);
    expect(purges).toEqual([['new']]);
    await (await start({ dictionary: 'tiny', sure: false })).result();
    expect(await left(store)).toEqual(['new']);
  });

  it('fails at once, and purges nothing, where no night is sealed', async () => {
    const store = await filled('sealless');
    const handle = await start({ dictionary: 'sealless', sure: false });
    const failure = await handle.result().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect((failure as WorkflowFailedError).cause?.cause).toMatchObject({ type: 'NIGHT_MISSING' });
    expect(await left(store)).toEqual(['new', 'old', 'older']);
    expect(purges).toEqual([]);
  });

  it('may be cancelled, and is done again from where it stood', async () => {
    const store = await filled('tiny');
    await seal('tiny');
    duringPurge = untilCancelled;
    const handle = await start({ dictionary: 'tiny', sure: false });
    await eventually(
      () => Promise.resolve(purges.length),
      (count) => count === 1,
      30_000,
    );
    await handle.cancel();
    const failure = await handle.result().catch((error: unknown) => error);
    expect((failure as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
    duringPurge = () => Promise.resolve();
    await (await start({ dictionary: 'tiny', sure: false })).result();
    expect(await left(store)).toEqual(['new']);
  });
});

it('ends by what its beat throws between two ranges, and the next pass ends what it left', async () => {
  const store = await filled('tiny');
  await seal('tiny');
  const cancelled = (): never => {
    throw new Error('cancelled');
  };
  const task = { dictionary: 'tiny', sure: false };
  await expect(computeVerbs.retainEvents(place.ports)(task, cancelled)).rejects.toThrow('cancelled');
  const report = await computeVerbs.retainEvents(place.ports)(task, () => undefined);
  expect(report.runDate).toBe(RUN_DATE);
  expect(await left(store)).toEqual(['new']);
});
