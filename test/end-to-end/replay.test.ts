import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackfillResult, BackfillStep } from '../../domain/backfill.ts';
import { complaintOf } from './complaint.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { bytesOf, linesOf, manifestOf } from './night-files.ts';
import { eventually, temporalOf } from './temporal.ts';
import { TINY_DATE, TINY_DROP, TINY_LINES, TINY_ROWS, writeTinyDictionary } from './tiny.ts';

let home: string;
beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  await succeed(home, 'up');
  await succeed(home, 'night', 'tiny', '--date', TINY_DATE);
});
afterAll(async () => {
  await succeed(home, 'down');
  await removeHome(home);
});

const replay = (...options: string[]): string[] => ['replay', 'tiny', '--date', TINY_DATE, ...options];

it('a replay says what it would do, does it, and compares the bytes; the CRM keeps the first run', async () => {
  const before = await bytesOf(home, 'tiny', TINY_DATE);
  const late = { ...TINY_DROP.events[0]!, event_id: 'late', value: '9.5' };
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'late'), { events: [late] }));
  expect(await succeed(home, ...replay('--dry-run', '--from-stage', 'files'))).toMatch(
    /would replay run 1, which counts\n {2}taken over +aggregate 1, compute 2 \(steps\)\n/,
  );
  expect((await manifestOf(home, 'tiny', TINY_DATE)).run).toBe(1);
  expect(await succeed(home, ...replay('--because', 'to see'))).toMatch(
    /run 2: sealed in [\d.]+ s\n {2}inputs +those of run 1\n {2}bytes +those of run 1: \d+ files\n {2}leads +not handed over/,
  );
  expect(await bytesOf(home, 'tiny', TINY_DATE)).toEqual(before);
  expect(await succeed(home, ...replay('--as-known-now', '--push'))).toMatch(
    /run 3: .*\n {2}inputs +other rows than run 2\n {2}bytes +\d+ files of \d+ differ from run 2\n {2}leads +\d+ written, \d+ unchanged/,
  );
  const leads = await json<{ run: number }[]>(home, 'leads', 'tiny', '--date', TINY_DATE);
  expect(new Set(leads.map(({ run }) => run))).toEqual(new Set([3]));
  const client = await temporalOf(home);
  const query = `RunKind = "replay" AND RunDate = "${TINY_DATE}" AND Dictionary = "tiny"`;
  const count = async (): Promise<number> => (await client.workflow.count(query)).count;
  await eventually(count, (replays) => replays === 2);
  await client.connection.close();
});

it.each([
  [
    ['--from-stage', 'score', '--as-known-now'],
    2,
    /^USAGE: --as-known-now cannot begin at the stage score: .*; leave --from-stage out/,
  ],
  [['--from-stage', 'map', '--full'], 2, /^USAGE: --full cannot begin at the stage map: what comes before it is taken/],
  [['--from-stage', 'map', '--only', 'user'], 2, /^USAGE: --only user has nothing to do from the stage map on; leave/],
  [
    ['--only', 'phone'],
    2,
    /^USAGE: the dictionary of that night has no rows of the type "phone"; choose one of: opportunity, user/,
  ],
  [
    ['--date', '2026-01-01'],
    1,
    /^NIGHT_MISSING: no run of the night tiny 2026-01-01 ever began, .*; run it: npx daybreak night/,
  ],
])('a replay that cannot be is refused: %j', async (options, code, complaint) => {
  const ran = await daybreak(home, ...replay(...options));
  expect([ran.code, complaintOf(ran)]).toEqual([code, expect.stringMatching(complaint)]);
});

it('a backfill lists what it would do, does it, and adds a feature to what is sealed', async () => {
  const span = ['backfill', 'tiny', '--from', TINY_DATE, '--to', '2026-03-04'];
  const steps = await json<BackfillStep[]>(home, ...span, '--dry-run');
  expect(steps.map(({ action, because }) => [action, because])).toEqual([
    ['skip', 'sealed as run 3'],
    ['night', 'was never run'],
    ['night', 'was never run'],
  ]);
  const { outcomes, skipped } = await json<BackfillResult>(home, ...span);
  expect([outcomes.length, skipped]).toEqual([2, 1]);
  expect(await succeed(home, ...span)).toContain('0 nights to make, 3 nights left as they are');

  const header = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
  const row = 'opportunity,9,ring,calls of a day,01,COUNT,7,trailing,call:count,';
  await writeFile(join(home, 'dictionaries/tiny/dictionary.csv'), `${[header, ...TINY_ROWS, row].join('\n')}\n`);
  expect(await succeed(home, ...span, '--feature', 'ring')).toMatch(/3 nights sealed, 0 failed, 0 left as they were/);
  expect((await linesOf(home, 'tiny', TINY_DATE, 'look'))['O-3']).toBe(`${TINY_LINES['O-3']!} 13:1`);
  expect(await succeed(home, ...span, '--feature', 'ring', '--dry-run')).toContain('has them already');
  expect(complaintOf(await daybreak(home, ...span, '--feature', 'rung'))).toMatch(/^FEATURE_UNKNOWN: tiny has no row/);
});
