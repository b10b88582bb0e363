import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { readSealed } from '../../activities/read-sealed.ts';
import { nightRecords } from '../../activities/record-night.ts';
import type { CrmRecord, CrmValues } from '../../crm/crm.ts';
import type { NightResult } from '../../domain/night-result.ts';
import { nightWorkflowId, runFolder } from '../../domain/night.ts';
import { scenePushWorkflowId, type PushAction } from '../../domain/push-request.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { TINY_DATE, TINY_DROP, TINY_SCORES, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Scenes into the CRM of the home itself. */
const settings = (connection: string, more = ''): string => `time_zone: Asia/Shanghai
scenes:
  claim: { population: all, models: [interest] }
  look: { population: all, models: [] }
crm:
  adapter: embedded
  connection: ${connection}
  push:
    claim:
      fields:
        score: { value: interest.score, digits: 2 }
        place: { value: rank, top: 2 }
        scored_on: { value: date }
        scored_by: { value: model }
${more}`;
/** A CRM that takes nothing but these fields. */
const declared = (score: string): string =>
  `{ fields: { ${score}, place: { type: number }, scored_on: { type: date }, scored_by: { type: text } } }`;
const ZONE = 'Asia/Shanghai';
const FIELDS = ['score', 'place', 'scored_on', 'scored_by'];
const IDS = ['O-1', 'O-2', 'O-3'];

let home: string;
let place: InProcess;
beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, () => ({}));
  await writeDrop(join(home, 'drop'), TINY_DROP);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function loaded(dictionary: string, connection = '{}', more?: string): Promise<void> {
  await writeTinyDictionary(home, dictionary, { settings: settings(connection, more) });
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}

const night = async (dictionary: string, date = TINY_DATE): Promise<NightResult> =>
  (await place.client.workflow.execute('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date }],
  })) as NightResult;

/** Sealed, and not handed over. */
const replayed = async (dictionary: string): Promise<NightResult> =>
  (await place.client.workflow.execute('nightly', {
    workflowId: nightWorkflowId(dictionary, TINY_DATE),
    taskQueue: 'daybreak',
    args: [{ dictionary, date: TINY_DATE, kind: 'backfill' }],
  })) as NightResult;

/** What a workflow failed with. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure) && cause.cause) cause = cause.cause;
  return cause;
}

const push = async (
  { run }: NightResult,
  action: PushAction,
  { because, older }: { because?: string; older?: boolean } = {},
): Promise<PushResult> =>
  (await place.client.workflow.execute('scenePush', {
    workflowId: scenePushWorkflowId(run, 'claim'),
    taskQueue: 'daybreak',
    args: [{ run, scene: 'claim', parts: await partsOf(run), action, because, older }],
  })) as PushResult;

const partsOf = async (run: NightResult['run']): Promise<number> =>
  (await readSealed(place.ports)(run, () => undefined)).parts;

/** As the people of the CRM see it, and change it. */
async function withCrm<T>(
  dictionary: string,
  work: (crm: Awaited<ReturnType<typeof openCrm>>) => Promise<T>,
): Promise<T> {
  const crm = await openCrm(dictionary);
  try {
    return await work(crm);
  } finally {
    await crm.close();
  }
}
async function openCrm(dictionary: string) {
  const { crm } = (await place.ports.dictionaries.read(dictionary)).settings;
  if (!crm) throw new Error(`${dictionary} has no CRM`);
  return place.ports.openCrm(dictionary, crm, []);
}
const records = (dictionary: string): Promise<readonly (CrmRecord | undefined)[]> =>
  withCrm(dictionary, (crm) => crm.read(IDS, FIELDS));
const edit = (dictionary: string, id: string, values: CrmValues): Promise<unknown> =>
  withCrm(dictionary, (crm) => crm.write([{ id, values }]));
const valuesOf = async (dictionary: string): Promise<unknown[]> =>
  (await records(dictionary)).map((record) => record?.values);

/** Best first: O-1, O-2, O-3. */
const lead = (id: string, rank: number | null) => ({
  ...{ score: TINY_SCORES[id], place: rank, scored_on: TINY_DATE, scored_by: 'interest 1' },
});
const empty = { score: null, place: null, scored_on: null, scored_by: null };
const DELIVERED = [lead('O-1', 1), lead('O-2', 2), lead('O-3', null)];

describe('a night whose settings name a CRM', () => {
  it('writes the leads of the scenes that are named, and says so in result, ledger and report', async () => {
    await loaded('named');
    const result = await night('named');
    expect(result.counts.leadsWritten).toBe(3);
    expect(result.pushes).toMatchObject([
      { scene: 'claim', changed: 3, delivered: 3, dead: 0, readBack: 3, differing: 0 },
    ]);
    expect(await valuesOf('named')).toEqual(DELIVERED);
    const [record] = await nightRecords(place.ports, 'named', ZONE);
    expect(record).toMatchObject({ state: 'delivered', pushes: result.pushes });
    const report = new TextDecoder().decode(await place.ports.blobs.read(`${runFolder(result.run)}/report.html`));
    expect(report).toContain('Leads in the CRM');
  });

  it('sends nothing again when it is asked for again', async () => {
    const result = await night('named');
    expect(result.sealedBefore).toBe(true);
    // what was delivered by the same run before counts as delivered by it
    expect(result.pushes).toMatchObject([{ delivered: 3, found: 0, calls: 0 }]);
    expect((await records('named')).map((record) => record?.version)).toEqual(['1', '1', '1']);
  });

  it('sends what changed since, and lets the value of a person stand', async () => {
    await loaded('edited');
    await night('edited');
    await edit('edited', 'O-2', { score: 99 });
    // two days later the logins have left their window, so that every score or place is another
    const result = await night('edited', '2026-03-04');
    expect(result.pushes).toMatchObject([{ changed: 3, delivered: 2, edited: 1 }]);
    const [first, second] = (await records('edited')).map((record) => record?.values);
    expect(first).toMatchObject({ score: 19, scored_on: '2026-03-04' });
    // the other fields are still ours
    expect(second).toMatchObject({ score: 99, scored_on: '2026-03-04' });
  });

  it('leaves what a newer night wrote, unless it is told to write over it', async () => {
    await loaded('older');
    await night('older', '2026-03-04');
    const newer = await valuesOf('older');
    const result = await night('older');
    expect(result.pushes).toMatchObject([{ newer: 3, changed: 0, delivered: 0, calls: 0 }]);
    expect(await valuesOf('older')).toEqual(newer);
    expect(await push(result, 'push', { older: true })).toMatchObject({ changed: 3, delivered: 3 });
    expect(await valuesOf('older')).toEqual(DELIVERED);
  });

  it('tells early of a CRM that is not ready, is sealed, and is delivered when it is asked for again', async () => {
    await loaded('unready', '{ fields: { score: { type: number }, scored_on: { type: date } } }');
    const failure = await night('unready').then(() => undefined, causeOf);
    expect(failure).toMatchObject({
      type: 'CRM_NOT_READY',
      message: 'the CRM is not ready for claim: place: there is no field place; scored_by: there is no field scored_by',
    });
    const { troubles } = await progressOf(place.client, 'unready', TINY_DATE);
    expect(troubles?.[0]).toMatch(
      /^the CRM is not ready for claim: place: there is no field place; .*push check unready$/,
    );
    const written = await withCrm('unready', (crm) => crm.read(IDS, ['score']));
    expect(written.map((record) => record?.values)).toEqual(IDS.map(() => ({ score: null })));
    const [record] = await nightRecords(place.ports, 'unready', ZONE);
    expect(record).toMatchObject({ state: 'failed', stage: 'push' });
    await loaded('unready');
    expect(await night('unready')).toMatchObject({ sealedBefore: true, pushes: [{ delivered: 3 }] });
    expect(await valuesOf('unready')).toEqual(DELIVERED);
  });

  it('ends well with dead letters, tells of them, and a retry sends the latest values', async () => {
    await loaded('dead', declared('score: { type: number, max: 40 }'));
    const result = await night('dead');
    expect(result.pushes).toMatchObject([
      { delivered: 2, dead: 1, examples: [{ id: 'O-1', reason: 'score takes 40 and less, not 48' }] },
    ]);
    expect(result.alerts).toMatchObject([{ cause: 'dead/claim', said: expect.stringContaining('O-1') as string }]);
    expect((await valuesOf('dead'))[0]).toMatchObject({ score: null });
    await loaded('dead', declared('score: { type: number }'));
    expect(await push(result, 'retry')).toMatchObject({ delivered: 1, dead: 0 });
    expect(await valuesOf('dead')).toEqual(DELIVERED);
  });
});

describe('a push by itself', () => {
  it('writes nothing in a dry run, and the shadow fields only in a shadow push', async () => {
    await loaded('looked');
    const result = await replayed('looked');
    expect(await push(result, 'dry-run')).toMatchObject({ dryRun: true, changed: 3, delivered: 0 });
    expect(await valuesOf('looked')).toEqual(IDS.map(() => empty));
    await loaded('looked', '{}', '      shadow: { score: score_next }\n');
    expect(await push(result, 'shadow')).toMatchObject({ delivered: 3 });
    const shown = await withCrm('looked', (crm) => crm.read(IDS, ['score', 'place', 'score_next']));
    expect(shown.map((record) => record?.values)).toEqual(
      IDS.map((id) => ({ score: null, place: null, score_next: TINY_SCORES[id] })),
    );
  });

  it('takes back what is still ours', async () => {
    await loaded('undone');
    await edit('undone', 'O-3', { score: 5 });
    const result = await night('undone');
    expect(await valuesOf('undone')).toEqual(DELIVERED);
    await edit('undone', 'O-2', { score: 7 });
    await push(result, 'undo', { because: 'the wrong model' });
    const [first, second, third] = await valuesOf('undone');
    expect([first, third]).toEqual([empty, { ...empty, score: 5 }]);
    expect(second).toMatchObject({ score: 7 });
    // what was taken back may be pushed again
    expect(await push(result, 'push')).toMatchObject({ delivered: 2, edited: 1 });
    expect(await valuesOf('undone')).toEqual([DELIVERED[0], { ...DELIVERED[1], score: 7 }, DELIVERED[2]]);
  });

  it('is waited for by a night that comes meanwhile', async () => {
    await loaded('waits');
    const result = await night('waits');
    const one = await place.client.workflow.start('scenePush', {
      workflowId: scenePushWorkflowId(result.run, 'claim'),
      taskQueue: 'nobody',
      args: [{ run: result.run, scene: 'claim', parts: 1, action: 'push' }],
    });
    const waiting = night('waits', '2026-03-04');
    await eventually(
      () => progressOf(place.client, 'waits', '2026-03-04').catch(() => undefined),
      (progress) => progress?.doing === 'writes claim into the CRM',
    );
    await one.terminate();
    expect((await waiting).pushes).toMatchObject([{ delivered: 3 }]);
  });
});
