import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInto } from '../../activities/load/load-partition.ts';
import { nightRecords } from '../../activities/record-night.ts';
import { stageRecords } from '../../activities/record-stage.ts';
import { budgetsOf } from '../../domain/budget.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { stageName, type StageRecord } from '../../domain/stage-record.ts';
import { newHome, removeHome } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { bytesOf, manifestOf } from '../end-to-end/night-files.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { workersInProcess, type InProcess } from './workers.ts';

const ZONE = 'Asia/Shanghai';
let home: string;
let place: InProcess;
beforeAll(async () => {
  home = await newHome();
  place = await workersInProcess(home, (real) => ({
    aggregateShard: (task) =>
      task.run.dictionary === 'broken'
        ? Promise.reject(ApplicationFailure.nonRetryable('the disk has a hole', 'BLOB_CORRUPT'))
        : real.aggregateShard(task),
  }));
  await writeDrop(join(home, 'drop'), TINY_DROP);
});
afterAll(async () => {
  await place.close();
  await removeHome(home);
});

async function loaded(dictionary: string): Promise<void> {
  await writeTinyDictionary(home, dictionary);
  await loadInto(place.ports, { dictionary, path: join(home, 'drop'), until: undefined }, () => undefined);
}
const night = (dictionary: string, date = TINY_DATE): Promise<unknown> =>
  place.client.workflow.execute('nightly', {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: 'daybreak',
    args: [{ dictionary, date }],
  });
const ledger = (dictionary: string): Promise<StageRecord[]> => stageRecords(place.ports, dictionary, ZONE);
const find = (records: readonly StageRecord[], name: string): StageRecord | undefined =>
  records.find((record) => stageName(record) === name);

describe('the ledger', () => {
  it('is empty before the first night, as in a store of an older version', async () => {
    await loaded('empty');
    expect(await ledger('empty')).toEqual([]);
    // what an older version wrote of a night
    const store = await place.ports.openStore('empty', ZONE);
    const old = { date: '2026-02-01', state: 'delivered', run: 1, stage: 'done', startedMs: 1, endedMs: 2 };
    await store.putRecord('nights', old.date, old);
    await night('empty');
    expect((await nightRecords(place.ports, 'empty', ZONE)).map(({ date, state }) => [date, state])).toEqual([
      ['2026-02-01', 'delivered'],
      [TINY_DATE, 'delivered'],
    ]);
  });

  it('has a line for every stage, dimension and scene of a night, chained by hashes', async () => {
    await loaded('shop');
    await night('shop');
    const records = await ledger('shop');
    expect(records.map(stageName).sort()).toEqual(
      [
        ...['ingest', 'tag', 'compute/opportunity', 'compute/user', 'aggregate/user'],
        ...['files/claim', 'files/look', 'files/match', 'map', 'score', 'gate', 'push', 'report'],
      ].sort(),
    );
    for (const record of records) {
      expect(record).toMatchObject({ dictionary: 'shop', date: TINY_DATE, run: 1, kind: 'night', attempts: 1 });
      expect(record.endedMs).toBeGreaterThanOrEqual(record.startedMs);
    }
    const made = records.filter(({ stage }) => ['compute', 'aggregate', 'files', 'map', 'score'].includes(stage));
    for (const { state, outputs } of made) {
      expect(state).toBe('sealed');
      expect(outputs.files).toBeGreaterThan(0);
      expect(outputs.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    const { inputs } = await manifestOf(home, 'shop', TINY_DATE);
    expect(find(records, 'compute/user')).toMatchObject({
      rows: 2,
      inputs: { rows: inputs.rows, dictionary: inputs.dictionary },
    });
    expect(find(records, 'aggregate/user')?.rows).toBe(3);
    expect(find(records, 'files/match')?.rows).toBe(1);
    expect(find(records, 'files/claim')?.inputs).toEqual({
      index: inputs.index,
      request: inputs.request,
      'compute/opportunity': find(records, 'compute/opportunity')?.outputs.sha256,
      'aggregate/user': find(records, 'aggregate/user')?.outputs.sha256,
    });
    expect(find(records, 'score')?.inputs).toEqual({
      models: inputs.models,
      map: find(records, 'map')?.outputs.sha256,
    });
    expect(budgetsOf(records).map(({ stage, dimension }) => [stage, dimension ?? ''])).toContainEqual([
      'compute',
      'user',
    ]);
  });

  it('has the same hashes for the same inputs, whatever the run', async () => {
    await loaded('twin');
    await night('twin');
    const [shop, twin] = [await ledger('shop'), await ledger('twin')];
    for (const name of ['files/claim', 'files/look', 'files/match', 'map', 'score'])
      expect(find(twin, name)?.outputs, name).toEqual(find(shop, name)?.outputs);
    expect(Object.keys(await bytesOf(home, 'twin', TINY_DATE)).length).toBeGreaterThan(0);
  });

  it('says which stage failed and why, and what was done before it', async () => {
    await loaded('broken');
    await expect(night('broken')).rejects.toThrow();
    const error = 'BLOB_CORRUPT: the disk has a hole';
    expect(await nightRecords(place.ports, 'broken', ZONE)).toMatchObject([
      { state: 'failed', stage: 'aggregate', error },
    ]);
    const records = await ledger('broken');
    expect(find(records, 'aggregate/user')).toMatchObject({ state: 'failed', error, outputs: { files: 0 } });
    expect(find(records, 'compute/user')).toMatchObject({ state: 'done' });
    expect(records.map(({ stage }) => stage)).not.toContain('files');
    expect(budgetsOf(records)).toEqual([]);
  });
});
