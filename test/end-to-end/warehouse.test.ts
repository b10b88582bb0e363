import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightWorkflowId } from '../../domain/night.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { linesOf } from './night-files.ts';
import { eventually, progressOf, temporalOf } from './temporal.ts';
import { TINY_DROP, writeTinyDictionary } from './tiny.ts';

/** Nights wait only for run dates that are not past, whenever these tests run. The stages are still in force then. */
const DATE = '2099-01-02';

let home: string;
let client: Client;

const settings = (sources: string): string =>
  `time_zone: Asia/Shanghai\nsources:\n${sources}scenes:\n  claim: { models: [] }\n`;

interface Recorded {
  readonly date: string;
  readonly state: string;
}
const stateOf = async (dictionary: string): Promise<string | undefined> =>
  (await json<Recorded[]>(home, 'nights', dictionary)).find(({ date }) => date === DATE)?.state;

beforeAll(async () => {
  home = await newHome();
  const warehouse = join(home, 'warehouse');
  await writeTinyDictionary(home, 'signals', { settings: settings('  - name: crm\n  - name: calls\n') });
  await writeTinyDictionary(home, 'polls', { settings: settings(`  - name: warehouse\n    drop: ${warehouse}\n`) });
  await succeed(home, 'up');
  client = await temporalOf(home);
  const drop = await writeDrop(join(home, 'drop'), TINY_DROP);
  for (const dictionary of ['signals', 'polls']) await succeed(home, 'load', dictionary, drop);
});
afterAll(async () => {
  await client.connection.close();
  await succeed(home, 'down');
  await removeHome(home);
});

describe('sources that say they are ready', () => {
  const ready = (source: string) => daybreak(home, 'ready', 'signals', '--date', DATE, '--source', source);
  const waitingFor = async (): Promise<readonly string[]> => (await progressOf(client, 'signals', DATE)).waitingFor;

  it('refuses a source that the settings do not have, and starts no night', async () => {
    const { code, stderr } = await ready('call');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/no source "call"; .*crm, calls \(did you mean calls\?\)/),
    ]);
    await expect(client.workflow.getHandle(nightWorkflowId('signals', DATE)).describe()).rejects.toThrow(/not found/i);
  });

  it('the first one starts the night, which waits for the others, however often it is said', async () => {
    expect((await ready('crm')).code).toBe(0);
    expect(await eventually(waitingFor, (names) => names.length === 1)).toEqual(['calls']);
    expect((await ready('crm')).code).toBe(0);
    expect(await waitingFor()).toEqual(['calls']);
    expect(await stateOf('signals')).toBe('running');
    expect(await progressOf(client, 'signals', DATE)).toMatchObject({
      stage: 'wait',
      doing: 'waits for the warehouse',
    });
  });

  it('the last one lets it run by itself to the end', async () => {
    expect((await ready('calls')).code).toBe(0);
    await eventually(
      () => stateOf('signals'),
      (state) => state === 'delivered',
    );
    expect(await linesOf(home, 'signals', DATE, 'claim')).toEqual({ 'O-1': '0 1:2', 'O-2': '0', 'O-3': '0 1:1' });
    const runs = [];
    for await (const { workflowId } of client.workflow.list())
      if (workflowId === nightWorkflowId('signals', DATE)) runs.push(workflowId);
    expect(runs).toHaveLength(1);
  });

  it('a night of a past run date waits for nobody', async () => {
    await succeed(home, 'night', 'signals', '--date', '2026-03-02');
  });
});

describe('a source with a folder', () => {
  it('the night waits for _SUCCESS of the day before, loads the partition and goes on', async () => {
    const asked = daybreak(home, 'night', 'polls', '--date', DATE, '--json');
    await eventually(
      () => progressOf(client, 'polls', DATE).catch(() => undefined),
      (progress) => progress?.waitingFor.includes('warehouse') === true,
    );
    const partition = join(home, 'warehouse', 'dt=2099-01-01');
    const call = { ...TINY_DROP.events[0]!, event_id: 'new', event_time: '2099-01-01T23:00:00+08:00', value: '70' };
    await writeDrop(partition, { events: [call] });
    expect(await stateOf('polls')).toBe('running');
    await writeFile(join(partition, '_SUCCESS'), '');
    const { code, stdout } = await asked;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'delivered' });
    const lines = await linesOf(home, 'polls', DATE, 'claim');
    expect(lines['O-1']).toBe('0 1:2 2:70 3:1 4:70 5:70 6:1 7:70 8:1');
    expect(lines['O-3']).toBe('0 1:1');
  });

  it('a partition that cannot be loaded fails the night with the reason, and the mended one is taken the next time', async () => {
    const partition = join(home, 'warehouse', 'dt=2099-01-02');
    await mkdir(partition, { recursive: true });
    await writeFile(join(partition, 'events.csv'), 'event_id,entity_type\n1,opportunity\n');
    await writeFile(join(partition, '_SUCCESS'), '');
    const { code, stderr } = await daybreak(home, 'night', 'polls', '--date', '2099-01-03');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/COLUMN_MISSING: .*events\.csv/)]);
    const [last] = (await json<(Recorded & { error: string })[]>(home, 'nights', 'polls')).slice(-1);
    expect(last).toMatchObject({
      state: 'failed',
      stage: 'wait',
      error: expect.stringMatching(/^COLUMN_MISSING/) as string,
    });

    const call = { ...TINY_DROP.events[0]!, event_id: 'newer', event_time: '2099-01-02T01:00:00+08:00', value: '1' };
    await writeDrop(partition, { events: [call] });
    await succeed(home, 'night', 'polls', '--date', '2099-01-03');
    expect((await linesOf(home, 'polls', '2099-01-03', 'claim'))['O-1']).toMatch(/^0 1:2 2:71 /);
  });
});
