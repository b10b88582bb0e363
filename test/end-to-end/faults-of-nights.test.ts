import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseTemporalPorts, type TemporalPorts } from '../../infra/ports.ts';
import { complaintOf, edit } from './complaint.ts';
import { daybreak, json, newHome, removeHome, start, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { loadStateOf, unendedLoad } from './load-state.ts';
import { filesIn, nightFolderOf, sealedRun, timesOf } from './night-files.ts';
import { eventually } from './temporal.ts';
import { TINY_DATE, TINY_DROP, TINY_SCORES, writeTinyDictionary } from './tiny.ts';

/** What goes wrong once a night is under way; a sealed night must not notice. */

interface Status {
  readonly temporal: string;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
}

let home: string;
let taken: TemporalPorts;
let stranger: Server;
let sealedBefore: Record<string, number>;
const sealed = (): Promise<Record<string, number>> => timesOf(nightFolderOf(home, 'tiny', TINY_DATE));

/** What a night leaves that failed before it had begun a run. */
const REPORT_ALONE = ['report.html', 'report.json'].map((name) => `${TINY_DATE}/runs/0/${name}`);
const filesOf = async (dictionary: string): Promise<string[]> => {
  const folder = join(home, '.daybreak', 'files', dictionary);
  return (await filesIn(folder)).map((file) => relative(folder, file));
};

beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'drop'), TINY_DROP));
  taken = await chooseTemporalPorts([]);
  stranger = createServer().listen({ host: '127.0.0.1', port: taken.grpc });
  await once(stranger, 'listening');
  await writeFile(join(home, '.daybreak', 'temporal-ports.json'), JSON.stringify(taken));
  await succeed(home, 'up');
  await succeed(home, 'night', 'tiny', '--date', TINY_DATE);
  sealedBefore = await sealed();
});
afterAll(async () => {
  expect(await sealed()).toEqual(sealedBefore);
  stranger.close();
  await succeed(home, 'down');
  await removeHome(home);
});

it('a port that somebody took: other ports are chosen', async () => {
  const { temporal } = await json<Status>(home, 'status');
  expect(temporal).not.toBe(`127.0.0.1:${taken.grpc}`);
});

it('a file that is no ONNX: the night ends before it computes anything', async () => {
  await writeTinyDictionary(home, 'broken');
  await writeFile(join(home, 'dictionaries', 'broken', 'models', 'interest', 'model.onnx'), 'no model');
  const ran = await daybreak(home, 'night', 'broken', '--date', TINY_DATE);
  expect(complaintOf(ran)).toMatch(
    /^MODEL_INVALID: broken\/models\/interest: model\.onnx \(8 bytes\) is no ONNX model .*; export the model again/,
  );
  expect(ran.stderr).toMatch(/^why it failed and how to go on: .*broken.*runs\/0\/report\.html$/m);
  expect(await filesOf('broken')).toEqual(REPORT_ALONE);
  expect(await readdir(join(home, 'dictionaries', 'broken'))).not.toContain('index.csv');
});

it('a population file with unknown ids: they are counted, named and left out', async () => {
  const ids = join(home, 'ids.txt');
  await writeFile(ids, 'O-77\nO-1\nO-88\n');
  const night = ['night', 'tiny', '--date', '2026-03-03', '--population', ids];
  expect(await succeed(home, ...night)).toMatch(/unknown ids +2 of the population list, left out: O-\d+, O-\d+\n/);
  const leads = await json<{ scene: string; opportunityId: string }[]>(home, 'leads', 'tiny', '--date', '2026-03-03');
  expect(new Set(leads.map(({ opportunityId }) => opportunityId))).toEqual(new Set(['O-1']));
});

it('a population file with lines that are no ids: the others go on; file, line and why are printed and in the report', async () => {
  const ids = join(home, 'long.txt');
  await writeFile(ids, `O-2\n${'9'.repeat(2_000)}\n${'8'.repeat(9_000)}\n`);
  const ran = await daybreak(home, 'night', 'tiny', '--date', '2026-03-04', '--population', ids);
  expect([ran.code, ran.stderr]).toEqual([
    0,
    expect.stringMatching(
      /^Warning: left out of the population: .*long\.txt line 2 \(the id is longer than 400 bytes\)$/m,
    ),
  ]);
  expect(ran.stderr).toMatch(/^2 lines of .*long\.txt set aside: .*rows\.csv$/m);
  const said =
    /2 .*of the population list.*left out: .*long\.txt line 2 \(the id is longer than 400 bytes\), .*long\.txt line 3/;
  expect(ran.stdout).toMatch(said);
  const report = await readFile(join(await sealedRun(home, 'tiny', '2026-03-04'), 'report.html'), 'utf8');
  expect(report).toMatch(said);
});

it('a run date in the future: it runs, with a warning', async () => {
  const { code, stderr } = await daybreak(home, 'night', 'tiny', '--date', '2097-01-01', '--scene', 'look');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^Warning: 2097-01-01 lies in the future \(today is 20\d\d-/m),
  ]);
  expect((await daybreak(home, 'night', 'tiny', '--date', TINY_DATE)).stderr).not.toContain('Warning');
});

it('two nights at once, and Ctrl-C: the second is refused or joins, the first goes on without its follower', async () => {
  await writeTinyDictionary(home, 'waits');
  const settings = join(home, 'dictionaries', 'waits', 'settings.yaml');
  await edit(settings, 'scenes:', 'sources: [{ name: crm }]\nscenes:');
  await succeed(home, 'load', 'waits', join(home, 'drop'));
  const night = ['night', 'waits', '--date', '2098-01-01'];
  const first = start(home, ...night);
  await eventually(
    () => Promise.resolve(first.said()),
    (said) => said.includes('waits for the warehouse: crm'),
  );

  expect(complaintOf(await daybreak(home, ...night, '--scene', 'look'))).toMatch(
    /^NIGHT_RUNNING: the night waits 2098-01-01 is running with another scene or population; wait until it has ended/,
  );
  first.child.kill('SIGINT');
  expect(complaintOf(await first.ended)).toMatch(
    /^INTERRUPTED: stopped following night\/waits\/2098-01-01; run the same command again/,
  );
  const second = start(home, ...night);
  await succeed(home, 'ready', 'waits', '--date', '2098-01-01', '--source', 'crm');
  expect((await second.ended).stdout).toContain('sealed and delivered');
  const leads = await json<unknown[]>(home, 'leads', 'waits', '--date', '2098-01-01', '--top', '99');
  expect(leads).toHaveLength(Object.keys(TINY_SCORES).length + 1);
});

it('a load that was killed: no night begins on half of it', async () => {
  const many = TINY_DROP.events.flatMap((row) =>
    Array.from({ length: 4_000 }, (_, i) => ({
      ...row,
      event_id: `${row.event_id}-${i}`,
      event_time: '2026-01-05T00:00:00Z',
    })),
  );
  const drop = await writeDrop(join(home, 'many'), { events: many });
  await writeTinyDictionary(home, 'half');
  const load = start(home, 'load', 'half', drop);
  await eventually(
    () => loadStateOf(home, 'half'),
    (found) => found === 'running',
  );
  load.child.kill('SIGKILL');
  await load.ended;
  expect(complaintOf(await daybreak(home, 'night', 'half', '--date', TINY_DATE))).toMatch(
    /^LOAD_UNFINISHED: the load of .*many into half began at .* and has not ended; wait for it, or run `npx daybreak load/,
  );
  expect(await filesOf('half')).toEqual(REPORT_ALONE);

  // A sealed night whose rows such a load changed wants the load ended first, not a replay.
  const other = await writeDrop(join(home, 'few'), {
    events: TINY_DROP.events.slice(0, 1).map((row) => ({ ...row, event_id: 'one-more' })),
  });
  await succeed(home, 'load', 'half', drop);
  await succeed(home, 'night', 'half', '--date', TINY_DATE);
  await succeed(home, 'load', 'half', other);
  const again = ['night', 'half', '--date', TINY_DATE];
  expect(complaintOf(await daybreak(home, ...again))).toMatch(/^NIGHT_SEALED: /);
  await unendedLoad(home, 'half');
  expect(complaintOf(await daybreak(home, ...again))).toMatch(/^LOAD_UNFINISHED: /);
});

it('a Temporal that does not answer: said within seconds, and the same command works once it does', async () => {
  const { processes } = await json<Status>(home, 'status');
  const temporal = processes.find(({ name }) => name === 'temporal')?.pid;
  process.kill(temporal!, 'SIGSTOP');
  const ran = await daybreak(home, 'night', 'tiny', '--date', '2026-03-05').finally(() => {
    process.kill(temporal!, 'SIGCONT');
  });
  expect(complaintOf(ran)).toMatch(
    /^TEMPORAL_UNREACHABLE: Temporal does not answer on 127\.0\.0\.1:\d+; renew the stack/,
  );
  await succeed(home, 'night', 'tiny', '--date', '2026-03-05');
});
