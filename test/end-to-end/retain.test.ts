import { join } from 'node:path';
import { defineSearchAttributeKey } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RetentionReport } from '../../domain/retention-report.ts';
import { retentionWorkflowId } from '../../domain/retention-request.ts';
import { json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { temporalOf } from './temporal.ts';
import { TINY_DROP, writeTinyDictionary } from './tiny.ts';

let home: string;
beforeAll(async () => {
  home = await newHome();
  const settings =
    'time_zone: Asia/Shanghai\nscenes: { look: { population: all, models: [] } }\nretention: [{ type: user, keep_days: 8 }]\n';
  await writeTinyDictionary(home, 'tiny', { settings });
  await succeed(home, 'up');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  // Late enough that something lies behind the rule.
  await succeed(home, 'night', 'tiny', '--date', '2026-03-14');
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

it('retains on the stack what the command would, and leaves nothing to do', async () => {
  const asked = await json<RetentionReport>(home, 'retain', 'tiny', '--dry-run');
  expect(asked.groups.length).toBeGreaterThan(0);
  const done = await json<RetentionReport & { tablesRewritten: number }>(home, 'retain', 'tiny', '--on-stack');
  expect(done).toEqual({ ...asked, dryRun: false, elapsedMs: expect.any(Number) as number, tablesRewritten: 0 });
  expect((await json<RetentionReport>(home, 'retain', 'tiny', '--dry-run')).groups).toEqual([]);
  const client = await temporalOf(home);
  const { typedSearchAttributes } = await client.workflow.getHandle(retentionWorkflowId('tiny')).describe();
  const kind = defineSearchAttributeKey('RunKind', 'KEYWORD');
  expect(typedSearchAttributes.get(kind)).toBe('retention');
  await client.connection.close();
});
