import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineSearchAttributeKey } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RetentionReport } from '../../domain/retention-report.ts';
import { retentionWorkflowId } from '../../domain/retention-request.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { temporalOf } from './temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from './tiny.ts';

const SCENES = 'time_zone: Asia/Shanghai\nscenes: { look: { population: all, models: [] } }\n';
const RULES = 'retention: [{ type: user, keep_days: 8 }]\nfiles: { keep_days: 5 }\n';

let home: string;
beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny', { settings: SCENES });
  await succeed(home, 'up');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  await succeed(home, 'night', 'tiny', '--date', TINY_DATE);
  // Late enough that something lies behind the rules.
  await succeed(home, 'night', 'tiny', '--date', '2026-03-14');
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

interface Manifest {
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}
const manifest = async (date: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(home, '.daybreak/files/tiny', date, 'manifest.json'), 'utf8')) as Manifest;
const hashes = ({ files }: Manifest): string[] => files.map(({ path, sha256 }) => `${basename(path)} ${sha256}`).sort();

it('a night whose files went is made anew by a replay, byte for byte, before its events go', async () => {
  const night = await manifest(TINY_DATE);
  // Only the files, as the events of that night are to be read again.
  await writeTinyDictionary(home, 'tiny', { settings: `${SCENES}files: { keep_days: 5 }\n` });
  const said = await succeed(home, 'retain', 'tiny');
  expect(said).toMatch(
    /^\d+ files of 1 night before 2026-03-09 are gone, counted from 2026-03-14: 2026-03-02 to 2026-03-02\.$/m,
  );
  const ofNight = ['tiny', '--date', TINY_DATE];
  const asked = [['features'], ['why', '--opportunity', 'O-1']];
  for (const [command = '', ...more] of asked) {
    const refused = await daybreak(home, command, ...ofNight, ...more);
    expect(refused, command).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/retain[^]*replay tiny/) as string,
    });
  }
  await succeed(home, 'replay', 'tiny', '--date', TINY_DATE, '--full');
  expect(hashes(await manifest(TINY_DATE))).toEqual(hashes(night));
  await succeed(home, 'features', 'tiny', '--date', TINY_DATE);
});

it('retains on the stack what the command would, and leaves nothing to do', async () => {
  await writeTinyDictionary(home, 'tiny', { settings: `${SCENES}${RULES}` });
  const asked = await json<RetentionReport>(home, 'retain', 'tiny', '--dry-run');
  expect(asked.groups.length).toBeGreaterThan(0);
  expect(asked.nights?.dates).toEqual([TINY_DATE]);
  const done = await json<RetentionReport & { tablesRewritten: number }>(home, 'retain', 'tiny', '--on-stack');
  expect(done).toEqual({ ...asked, dryRun: false, elapsedMs: expect.any(Number) as number, tablesRewritten: 0 });
  expect((await json<RetentionReport>(home, 'retain', 'tiny', '--dry-run')).groups).toEqual([]);
  const client = await temporalOf(home);
  const { typedSearchAttributes } = await client.workflow.getHandle(retentionWorkflowId('tiny')).describe();
  const kind = defineSearchAttributeKey('RunKind', 'KEYWORD');
  expect(typedSearchAttributes.get(kind)).toBe('retention');
  await client.connection.close();
});
