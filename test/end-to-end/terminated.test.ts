import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nightWorkflowId } from '../../domain/night.ts';
import { complaintOf } from './complaint.ts';
import { json, newHome, removeHome, start, succeed } from './daybreak.ts';
import { eventually, progressOf, temporalOf } from './temporal.ts';
import { writeTinyDictionary } from './tiny.ts';

/** A night that somebody terminates in the Temporal UI, as its command and `nights` tell of it. */

const DATE = '2099-01-02';
const WAITS = 'time_zone: UTC\nsources: [{ name: erp }]\nscenes: { claim: { models: [] } }\n';

let home: string;
beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'shop', { settings: WAITS });
  await succeed(home, 'up');
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

it('the command that follows it names its report; where none does, `nights` finds out, and says what it cannot know without a stack', async () => {
  const client = await temporalOf(home);
  const night = client.workflow.getHandle(nightWorkflowId('shop', DATE));
  const following = start(home, 'night', 'shop', '--date', DATE);
  await eventually(
    () => progressOf(client, 'shop', DATE).catch(() => undefined),
    (progress) => progress?.waitingFor.includes('erp') === true,
  );
  await night.terminate('no time for it');
  const ran = await following.ended;
  expect(complaintOf(ran)).toMatch(
    /^NIGHT_FAILED: night\/shop\/2099-01-02 ended without a result: no time for it; look at it/,
  );
  const path = /^why it failed and how to go on: (.*runs\/0\/report\.html)$/m.exec(ran.stderr)?.[1];
  expect(path?.startsWith(join(home, '.daybreak/files'))).toBe(true);
  expect(await readFile(path ?? '', 'utf8')).toContain('its workflow was terminated from outside: no time for it');

  const again = start(home, 'night', 'shop', '--date', DATE);
  // the workflow that was terminated answers as long as no other has begun
  await eventually(
    () => json<{ state: string }[]>(home, 'nights', 'shop'),
    ([line]) => line?.state === 'running',
  );
  again.child.kill('SIGINT');
  await again.ended;
  await succeed(home, 'down');
  expect(await succeed(home, 'nights', 'shop')).toMatch(/running[^]*stands still, as the stack is down/);
  await succeed(home, 'up');
  const later = await temporalOf(home);
  await later.workflow.getHandle(night.workflowId).terminate();
  await later.connection.close();
  expect(await succeed(home, 'nights', 'shop')).toMatch(/failed +│ wait[^]*terminated/);
  await client.connection.close();
});
