import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asApplicationFailure } from '../../activities/failure.ts';
import { loadInto } from '../../activities/load/load-partition.ts';
import { DaybreakError } from '../../domain/errors.ts';
import type { FailureReport } from '../../domain/failure-report.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { nightWorkflowId, type NightRequest } from '../../domain/night.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

let home: string;
let place: InProcess;
/** What happens to the steps of a dictionary that is named after it. */
const hole = (): Promise<never> =>
  Promise.reject(asApplicationFailure(new DaybreakError('BLOB_CORRUPT', 'the disk has a hole', 'look at the disk')));

beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    aggregateShard: (task) => (task.run.dictionary.startsWith('hole') ? hole() : real.aggregateShard(task)),
    pushScores: (task) =>
      task.run.dictionary === 'crm'
        ? Promise.reject(ApplicationFailure.nonRetryable('no CRM', 'CRM_REFUSED'))
        : real.pushScores(task),
    recordNight: (task) =>
      task.dictionary === 'hole-unwritten' && task.record.state === 'failed'
        ? Promise.reject(ApplicationFailure.nonRetryable('no space left', 'DISK_FULL'))
        : real.recordNight(task),
    writeFailure: (task) =>
      task.run.dictionary === 'hole-twice'
        ? Promise.reject(ApplicationFailure.nonRetryable('full', 'DISK_FULL'))
        : real.writeFailure(task),
  }));
  await writeDrop(join(home, 'drop'), TINY_DROP);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function loaded(dictionary: string, settings?: string): Promise<void> {
  await writeTinyDictionary(home, dictionary, settings === undefined ? {} : { settings });
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}

const start = (dictionary: string, date = TINY_DATE, more: Partial<NightRequest> = {}) =>
  place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date, ...more }],
  });
const fails = async (dictionary: string, more: Partial<NightRequest> = {}): Promise<void> => {
  await expect((await start(dictionary, TINY_DATE, more)).result()).rejects.toThrow();
};

const fileOf = (dictionary: string, run: number, name: string, date = TINY_DATE): Promise<string> =>
  readFile(join(home, '.daybreak/files', dictionary, date, 'runs', String(run), name), 'utf8');
const reportOf = async (dictionary: string, run = 1, date = TINY_DATE): Promise<FailureReport> =>
  JSON.parse(await fileOf(dictionary, run, 'report.json', date)) as FailureReport;
const pageOf = async (dictionary: string, run = 1, date = TINY_DATE): Promise<string> =>
  (await fileOf(dictionary, run, 'report.html', date))
    .replaceAll(/<style>[^]*?<\/style>|<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the report of a night that failed', () => {
  it('says which stage failed why, what is kept, and how to go on', async () => {
    await loaded('hole');
    await fails('hole');
    const { failure, kept, waysOn, stages, stage } = await reportOf('hole');
    expect(stage).toBe('aggregate');
    expect(failure).toEqual({
      ...{ code: 'BLOB_CORRUPT', message: 'the disk has a hole', next: 'look at the disk' },
      cancelled: false,
    });
    expect(kept).toEqual({ sealed: false, held: [], steps: { compute: 2 } });
    expect(waysOn.map(({ command }) => command)).toEqual([
      `npx daybreak night hole --date ${TINY_DATE}`,
      `npx daybreak replay hole --date ${TINY_DATE} --from-stage aggregate --push`,
    ]);
    expect(stages.map(({ stage: of, state }) => [of, state])).toContainEqual(['aggregate', 'failed']);
    const page = await pageOf('hole');
    expect(page).toContain('BLOB_CORRUPT in stage aggregate: the disk has a hole Next: look at the disk');
    expect(page).toContain('Run 1 had finished 2 steps (compute 2), which a replay can take over.');
    expect(page).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('is written of a run that was sealed and not handed over, and gives way to the report of the night that goes on', async () => {
    await loaded('crm');
    await fails('crm');
    const { kept, waysOn } = await reportOf('crm');
    expect(kept).toMatchObject({ sealed: true, counts: 1 });
    expect(waysOn[0]?.command).toBe(`npx daybreak night crm --date ${TINY_DATE}`);
    expect(await pageOf('crm')).toContain('Run 1 was sealed before it failed');
  });

  it('is written where no run could begin', async () => {
    await loaded('odd', 'time_zone: Asia/Shanghai\nscenes: { claim: { models: [] } }\n');
    await fails('odd', { scene: 'nobody' });
    const { failure, kept, run, timeZone } = await reportOf('odd', 0);
    expect([failure.code, run.run, timeZone]).toEqual(['USAGE', 0, 'Asia/Shanghai']);
    expect(kept).toEqual({ sealed: false, held: [], steps: {} });
    expect(await pageOf('odd', 0)).toContain('No run had begun. No run of this night counts');
    // a run 0 is in nobody's way
    await (await start('odd')).result();
    expect(JSON.parse(await fileOf('odd', 1, 'report.json'))).toMatchObject({ run: { run: 1 } });

    await loaded('torn', 'time_zone: Asia/Nowhere\n').catch(() => undefined);
    await fails('torn');
    expect((await reportOf('torn', 0)).failure.code).toBe('SETTINGS_INVALID');
  });

  it('is written when somebody cancels a night that waits', async () => {
    const date = '2099-01-02';
    await loaded('waits', 'time_zone: UTC\nsources: [{ name: erp }]\nscenes: { claim: { models: [] } }\n');
    const night = await start('waits', date);
    await eventually(
      () => progressOf(place.client, 'waits', date).catch(() => undefined),
      (progress) => progress?.waitingFor.includes('erp') === true,
    );
    await night.cancel();
    await expect(night.result()).rejects.toThrow();
    const { failure, waitingFor } = await reportOf('waits', 0, date);
    expect([failure.cancelled, failure.code, waitingFor]).toEqual([true, undefined, ['erp']]);
    expect(await pageOf('waits', 0, date)).toMatch(/cancelled before it began.*Had not come: erp\./);
  });

  it('does not hide the failure where it cannot be written', async () => {
    await loaded('hole-twice');
    const night = await start('hole-twice');
    const ended: unknown = await night.result().catch((error: unknown) => error);
    expect(JSON.stringify(ended)).toContain('the disk has a hole');
    await expect(reportOf('hole-twice')).rejects.toThrow('ENOENT');
  });
});

describe('a night that failed whose line cannot be written', () => {
  it('ends with its own failure; the other one is told beside it', async () => {
    await loaded('hole-unwritten');
    const night = await start('hole-unwritten');
    const ended: unknown = await night.result().catch((error: unknown) => error);
    expect(JSON.stringify(ended)).toContain('the disk has a hole');
    expect(JSON.stringify(ended)).not.toContain('no space left');
    const { failure } = await reportOf('hole-unwritten');
    const beside = 'its line in the ledger was not written: DISK_FULL: no space left';
    expect(failure).toMatchObject({ code: 'BLOB_CORRUPT', message: `the disk has a hole; and ${beside}` });
    expect(await pageOf('hole-unwritten')).toContain(beside);
    expect((await progressOf(place.client, 'hole-unwritten', TINY_DATE)).troubles).toContain(beside);
  });
});

describe('the report of a night that waits at its gate', () => {
  it('is there before anybody has said a word, and again when it has ended', async () => {
    const crowd = Array.from({ length: 40 }, (_, i) => ({
      ...{ entity_type: 'opportunity', entity_id: `O-${i}`, valid_from: '2026-01-01T00:00:00Z' },
      ...{ attrs: '{"stage":"new"}', valid_to: i < 4 ? '' : '2026-03-01T12:00:00Z' },
    }));
    await writeTinyDictionary(home, 'held', {
      settings: 'time_zone: UTC\nscenes: { claim: { models: [interest] } }\ngates: { action: hold }\n',
    });
    const path = await writeDrop(join(home, 'crowd'), { entities: crowd });
    await loadInto(place.ports, { dictionary: 'held', path, until: undefined }, () => undefined);
    await (await start('held', '2026-03-01')).result();
    const night = await start('held', '2026-03-02');
    const read = (): Promise<NightReport | undefined> =>
      fileOf('held', 1, 'report.json', '2026-03-02').then(
        (text) => JSON.parse(text) as NightReport,
        () => undefined,
      );
    const waiting = await eventually(read, (report) => report !== undefined);
    expect(waiting?.gates?.map(({ outcome }) => outcome)).toEqual(['held']);
    expect(await pageOf('held', 1, '2026-03-02')).toMatch(
      /claim waits at its gate.*daybreak release held --date 2026-03-02/,
    );
    await night.signal('release', { scene: undefined, decision: 'rejected', because: 'too few' });
    await night.result();
    expect((await read())?.gates?.map(({ outcome }) => outcome)).toEqual(['rejected']);
  });
});
