import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { requireZone } from '../../activities/night-place.ts';
import { nightRecords, type NightRecord } from '../../activities/record-night.ts';
import type { FailureReport } from '../../domain/failure-report.ts';
import { nightWorkflowId, type NightRequest } from '../../domain/night.ts';
import { json, newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { eventually, progressOf } from '../end-to-end/temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

/** Nights whose dictionary has faults when they begin, or gets them while they wait. */

let home: string;
let place: InProcess;
beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    recordNight: (task) =>
      task.dictionary === 'full'
        ? Promise.reject(ApplicationFailure.nonRetryable('no space', 'DISK_FULL'))
        : real.recordNight(task),
  }));
  await writeDrop(join(home, 'drop'), TINY_DROP);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

const scenes = 'scenes: { claim: { models: [] } }\n';
/** Alerts are kept in a file, one after the other. */
const toldFile = (dictionary: string): string => join(home, `told-${dictionary}`);
const alertsOf = (dictionary: string): string =>
  `alerts: { command: [/bin/sh, -c, 'cat >> "$0"', ${JSON.stringify(toldFile(dictionary))}] }\n`;
const toldCauses = async (dictionary: string): Promise<string[]> =>
  [...(await readFile(toldFile(dictionary), 'utf8').catch(() => '')).matchAll(/"cause":"([^"]*)"/g)].map(
    ([, cause = '']) => cause,
  );

const settings = (dictionary: string, change = ''): string =>
  `time_zone: UTC\n${alertsOf(dictionary)}${scenes}${change}`;
const write = (dictionary: string, file: string, text: string): Promise<void> =>
  writeFile(join(home, 'dictionaries', dictionary, file), text);
async function loaded(dictionary: string, change = ''): Promise<void> {
  await writeTinyDictionary(home, dictionary, { settings: settings(dictionary, change) });
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}
const breakRows = (dictionary: string): Promise<void> =>
  write(dictionary, 'dictionary.csv', 'dim,id,name\nuser,4,login\n');

const start = (dictionary: string, { date = TINY_DATE, ...more }: Partial<NightRequest> = {}) =>
  place.client.workflow.start('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date, ...more }],
  });
const failureOf = async (dictionary: string, more: Partial<NightRequest> = {}): Promise<string> => {
  const failed: unknown = await (await start(dictionary, more)).result().catch((error: unknown) => error);
  return JSON.stringify(failed);
};
const lines = (dictionary: string): Promise<NightRecord[]> => nightRecords(place.ports, dictionary, 'UTC');
const reportOf = async (dictionary: string): Promise<FailureReport> =>
  JSON.parse(
    await readFile(join(home, '.daybreak/files', dictionary, TINY_DATE, 'runs/0/report.json'), 'utf8'),
  ) as FailureReport;

describe('a night whose dictionary cannot be read', () => {
  it('has its line, tells its people once, and says so in its report and in `nights`, which shows it while the fault is there', async () => {
    await loaded('torn');
    await breakRows('torn');
    expect(await failureOf('torn')).toContain('DICTIONARY_INVALID');
    const [line, ...more] = await lines('torn');
    expect(more).toEqual([]);
    expect(line).toMatchObject({ date: TINY_DATE, kind: 'night', state: 'failed', run: 0, stage: 'wait' });
    expect(line?.error).toMatch(/^DICTIONARY_INVALID: dictionaries\/torn\/dictionary\.csv /);
    expect(line?.endedMs).toBeGreaterThanOrEqual(line?.startedMs ?? Infinity);
    const { timeZone, alerts, failure } = await reportOf('torn');
    expect([timeZone, failure.code]).toEqual(['UTC', 'DICTIONARY_INVALID']);
    expect(alerts).toMatchObject([{ cause: 'failed/DICTIONARY_INVALID', sent: [{ way: 'command' }] }]);
    expect(alerts[0]?.sent[0]?.error).toBeUndefined();
    expect(await json(home, 'nights', 'torn')).toMatchObject([{ date: TINY_DATE, state: 'failed' }]);

    await failureOf('torn');
    expect(await toldCauses('torn')).toEqual(['failed/DICTIONARY_INVALID']);
  });

  it('is one of the failed nights where the settings have the fault, by what of them can be read', async () => {
    await loaded('odd');
    await write('odd', 'settings.yaml', settings('odd', 'limit: 3\n'));
    await failureOf('odd');
    expect(await lines('odd')).toMatchObject([{ state: 'failed', run: 0 }]);
    expect(await toldCauses('odd')).toEqual(['failed/SETTINGS_INVALID']);
  });

  it('goes by the time zone of the newest run where the settings tell none', async () => {
    await loaded('zoned');
    await (await start('zoned', { date: '2026-03-01' })).result();
    await write('zoned', 'settings.yaml', `time_zone: Asia/Nowhere\n${alertsOf('zoned')}${scenes}`);
    await failureOf('zoned');
    expect((await lines('zoned')).map(({ date, state }) => [date, state])).toEqual([
      ['2026-03-01', 'delivered'],
      [TINY_DATE, 'failed'],
    ]);
    expect(await toldCauses('zoned')).toEqual(['failed/SETTINGS_INVALID']);
    expect(await requireZone(place.ports, 'zoned')).toBe('UTC');
  });

  it('leaves its report alone where nobody ever knew the time zone', async () => {
    await writeTinyDictionary(home, 'nowhere', { settings: `time_zone: Asia/Nowhere\n${alertsOf('nowhere')}` });
    expect(await failureOf('nowhere')).toContain('SETTINGS_INVALID');
    expect((await reportOf('nowhere')).alerts).toEqual([]);
    expect(await lines('nowhere')).toEqual([]);
    expect(await toldCauses('nowhere')).toEqual([]);
    await expect(requireZone(place.ports, 'nowhere')).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  it('tells nobody as a part of a backfill, and has a line beside that of the night', async () => {
    await loaded('span');
    await (await start('span')).result();
    await breakRows('span');
    await failureOf('span', { kind: 'backfill' });
    expect((await lines('span')).map(({ kind, state }) => [kind, state])).toEqual([
      ['night', 'delivered'],
      ['backfill', 'failed'],
    ]);
    expect(await toldCauses('span')).toEqual([]);
  });

  it('is told and reported where its line cannot be written, and fails for its own cause', async () => {
    await loaded('full');
    await breakRows('full');
    const failed = await failureOf('full');
    expect(failed).toContain('DICTIONARY_INVALID');
    expect(failed).not.toContain('DISK_FULL');
    expect(await toldCauses('full')).toEqual(['failed/DICTIONARY_INVALID']);
    expect((await reportOf('full')).alerts).toHaveLength(1);
  });

  it('leaves nothing where there is no such dictionary', async () => {
    expect(await failureOf('nobody')).toContain('DICTIONARY_MISSING');
    await expect(reportOf('nobody')).rejects.toThrow('ENOENT');
  });
});

it('a dictionary that gets a fault while its night waits is told of, and the night has its line', async () => {
  const date = '2099-01-02';
  await loaded('waits', 'sources: [{ name: erp }]\n');
  const night = await start('waits', { date });
  await eventually(
    () => progressOf(place.client, 'waits', date).catch(() => undefined),
    (progress) => progress?.waitingFor.includes('erp') === true,
  );
  await breakRows('waits');
  await night.signal('ready', 'erp');
  await expect(night.result()).rejects.toThrow();
  expect(await lines('waits')).toMatchObject([{ date, state: 'failed', run: 0 }]);
  expect(await toldCauses('waits')).toEqual(['failed/DICTIONARY_INVALID']);
});
