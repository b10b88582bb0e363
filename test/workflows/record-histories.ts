// Records test/histories from real nights: node --import tsx test/workflows/record-histories.ts
// To be run after a wanted change of workflows/; nights that are under way while Daybreak is renewed would not survive it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { calendarOf } from '../../domain/calendar.ts';
import { nightWorkflowId } from '../../domain/night.ts';
import { scenePushWorkflowId } from '../../domain/push-request.ts';
import { dateOfDay } from '../../domain/run-date.ts';
import { daybreak, newHome, removeHome, succeed } from '../end-to-end/daybreak.ts';
import { writeDrop } from '../end-to-end/drop.ts';
import { temporalOf } from '../end-to-end/temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from '../end-to-end/tiny.ts';
import { historyText } from './history-text.ts';
import { HISTORIES, type RecordedHistory } from './history.ts';

const ZONE = 'Asia/Shanghai';

async function record(client: Client, home: string, name: string, workflowId: string): Promise<void> {
  const { events } = JSON.parse(
    historyToJSON(await client.workflow.getHandle(workflowId).fetchHistory()),
  ) as RecordedHistory;
  await writeFile(join(HISTORIES, `${name}.json`), historyText({ workflowId, events }, home));
  process.stdout.write(`${name}: ${events.length} events\n`);
}

async function recordNormal(client: Client, home: string): Promise<void> {
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  await succeed(home, 'night', 'tiny', '--date', TINY_DATE);
  const id = nightWorkflowId('tiny', TINY_DATE);
  await record(client, home, 'normal-night', id);
  await record(client, home, 'dimension', `${id}/1/user`);
  // the command would find that there is nothing to do; a night that had failed to push comes this way
  const request = { dictionary: 'tiny', date: TINY_DATE };
  await client.workflow.execute('nightly', { workflowId: id, taskQueue: 'daybreak', args: [request] });
  await record(client, home, 'sealed-again', id);
}

/** Waits for a signal and for a partition, with a deadline far away. */
async function recordSources(client: Client, home: string): Promise<void> {
  const date = '2099-01-02';
  const warehouse = join(home, 'warehouse');
  const sources = `sources:\n  - { name: crm }\n  - { name: warehouse, drop: ${JSON.stringify(warehouse)} }\n`;
  const settings = `time_zone: ${ZONE}\ndeadline: '06:30'\n${sources}`;
  await writeTinyDictionary(home, 'fed', { settings });
  const partition = await writeDrop(join(warehouse, 'dt=2099-01-01'), TINY_DROP);
  await succeed(home, 'ready', 'fed', '--date', date, '--source', 'crm');
  await writeFile(join(partition, '_SUCCESS'), '');
  await succeed(home, 'night', 'fed', '--date', date);
  await record(client, home, 'night-with-sources', nightWorkflowId('fed', date));
}

/** The deadline of today's run date is past at once. */
async function recordLate(client: Client, home: string): Promise<void> {
  const today = dateOfDay(calendarOf(ZONE).dayOf(Date.now() * 1000));
  await writeTinyDictionary(home, 'late', { settings: `time_zone: ${ZONE}\ndeadline: '00:00'\n` });
  await succeed(home, 'load', 'late', join(home, 'drop'));
  await succeed(home, 'night', 'late', '--date', today);
  await record(client, home, 'late-night', nightWorkflowId('late', today));
}

/** With a scene whose leads are written into a CRM, the embedded one; then the same push by itself, and taken back. */
async function recordPushed(client: Client, home: string): Promise<void> {
  const fields = '{ score: { value: interest.score }, place: { value: rank } }';
  const crm = `crm:\n  adapter: embedded\n  push: { claim: { fields: ${fields} } }\n`;
  const scenes = 'scenes: { claim: { models: [interest] }, look: { models: [] } }';
  await writeTinyDictionary(home, 'pushed', { settings: `time_zone: ${ZONE}\n${scenes}\n${crm}` });
  await succeed(home, 'load', 'pushed', join(home, 'drop'));
  await succeed(home, 'night', 'pushed', '--date', TINY_DATE);
  await record(client, home, 'pushed-night', nightWorkflowId('pushed', TINY_DATE));
  const id = scenePushWorkflowId({ dictionary: 'pushed' }, 'claim');
  await record(client, home, 'push', id);
  await succeed(home, 'push', 'retry', 'pushed', '--date', TINY_DATE);
  await record(client, home, 'push-retry', id);
  await succeed(home, 'push', 'undo', 'pushed', '--date', TINY_DATE, '--because', 'to record it');
  await record(client, home, 'push-undo', id);
}

/** With a model that is no ONNX. */
async function recordFailed(client: Client, home: string): Promise<void> {
  await writeTinyDictionary(home, 'broken');
  await writeFile(join(home, 'dictionaries/broken/models/interest/model.onnx'), 'no ONNX');
  await succeed(home, 'load', 'broken', join(home, 'drop'));
  const { code } = await daybreak(home, 'night', 'broken', '--date', TINY_DATE);
  if (code !== 1) throw new Error(`a night that should fail ended with ${String(code)}`);
  await record(client, home, 'failed-night', nightWorkflowId('broken', TINY_DATE));
}

/** With a dictionary that cannot be read when the night begins; the command would refuse it at once, a schedule does not look. */
async function recordUnplanned(client: Client, home: string): Promise<void> {
  await writeTinyDictionary(home, 'torn', { rows: ['user,4,login'] });
  const options = { workflowId: nightWorkflowId('torn', TINY_DATE), taskQueue: 'daybreak' };
  const night = await client.workflow.start('nightly', {
    ...options,
    args: [{ dictionary: 'torn', date: TINY_DATE }],
  });
  await night.result().then(
    () => Promise.reject(new Error('a night that should fail has a result')),
    () => undefined,
  );
  await record(client, home, 'unplanned-night', options.workflowId);
}

const home = await newHome();
try {
  await mkdir(HISTORIES, { recursive: true });
  await mkdir(join(home, 'dictionaries'));
  await succeed(home, 'up');
  const client = await temporalOf(home);
  await recordNormal(client, home);
  await recordSources(client, home);
  await recordLate(client, home);
  await recordPushed(client, home);
  await recordFailed(client, home);
  await recordUnplanned(client, home);
  await client.connection.close();
} finally {
  await succeed(home, 'down');
  await removeHome(home);
}
