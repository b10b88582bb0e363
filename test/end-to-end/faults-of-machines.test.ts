import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { csvLine } from '../../domain/csv-line.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { everythingIn } from '../activities/load-home.ts';
import { complaintOf } from './complaint.ts';
import { daybreak, newHome, removeHome, start, succeed, type Ran } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { loadStateOf } from './load-state.ts';
import { eventually } from './temporal.ts';
import { TINY_DATE, TINY_DROP, writeTinyDictionary } from './tiny.ts';

/** What a machine does to commands that need no Temporal. */

let home: string;
const state = (...names: string[]): string => join(home, '.daybreak', ...names);
const drop = (): string => join(home, 'drop');

beforeEach(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  await writeDrop(drop(), TINY_DROP);
});
afterEach(() => removeHome(home));

const openStore = (): Promise<FeatureStore> =>
  openEmbeddedStore({ folder: state('stores', 'tiny'), calendar: calendarOf('Asia/Shanghai') });

/** The hash of everything that a night can see. */
async function rowsIn(): Promise<string> {
  const store = await openStore();
  try {
    return createHash('sha256')
      .update(await everythingIn(store))
      .digest('hex');
  } finally {
    await store.close();
  }
}

const load = (): Promise<Ran> => daybreak(home, 'load', 'tiny', drop());
const night = (): Promise<Ran> => daybreak(home, 'night', 'tiny', '--date', TINY_DATE);
const features = (): Promise<Ran> => daybreak(home, 'features', 'tiny', '--date', TINY_DATE, '--format', 'csv');
const leads = (): Promise<Ran> => daybreak(home, 'leads', 'tiny', '--date', TINY_DATE);
const up = (): Promise<Ran> => daybreak(home, 'up');

it.for(Object.entries({ load, night, features, leads, up }))(
  'a state folder of a newer version: %s refuses it and leaves it alone',
  async ([, run]) => {
    await mkdir(state());
    await writeFile(state('state.json'), '{ "format": 99 }');
    expect(complaintOf(await run())).toMatch(/^STATE_NEWER: .*\.daybreak has state format 99 .*; update Daybreak/);
    expect(await readdir(state())).toEqual(['state.json']);
  },
);

it.for(Object.entries({ load, night, up }))('no permission: %s says where', async ([, run]) => {
  // Nobody may write there, not even root.
  const root = process.getuid?.() === 0;
  await (root ? symlink('/sys', state()) : chmod(home, 0o555));
  const ran = await run();
  await chmod(home, 0o755);
  expect(complaintOf(ran)).toMatch(/^NO_PERMISSION: .*\.daybreak.*; give this user the right/);
});

it('a file where the state folder should be is named', async () => {
  await writeFile(state(), '');
  expect(complaintOf(await load())).toMatch(/^STORE_FAILED: .*\.daybreak.*; a file stands where a folder should be/);
});

it('a state folder that does not tell its format is refused', async () => {
  await mkdir(state());
  await writeFile(state('state.json'), 'garbage');
  expect(complaintOf(await load())).toMatch(/^STATE_NEWER: .* no state format that can be read .*state\.json/);
});

describe('a load that is cut short loses nothing', () => {
  const ROWS = 40_000;
  const many = (): string => join(home, 'many');
  let whole: string;
  beforeAll(async () => {
    home = await newHome();
    await writeTinyDictionary(home, 'tiny');
    await writeMany();
    await succeed(home, 'load', 'tiny', many());
    whole = await rowsIn();
    await removeHome(home);
  });
  beforeEach(() => writeMany());

  /** Every row says when it arrived, so that two loads of it are the same rows. */
  async function writeMany(): Promise<void> {
    await mkdir(many(), { recursive: true });
    const header = ['event_id', 'entity_type', 'entity_id', 'business_line', 'feature', 'event_time', 'value', 'attrs'];
    const rows = Array.from({ length: ROWS }, (_, i) =>
      csvLine([`e${i}`, 'user', `U-${i % 999}`, '', 'login', '2026-02-20T10:00:00Z', `${i % 7}`, '', ARRIVED]),
    );
    await writeFile(join(many(), 'events.csv'), csvLine([...header, 'arrived_at']) + rows.join(''));
  }
  const ARRIVED = '2026-02-21T00:00:00Z';

  /** As a person would: the same command again. */
  async function again(): Promise<void> {
    await succeed(home, 'load', 'tiny', many());
    expect(await loadStateOf(home, 'tiny')).toBe('done');
    expect(await rowsIn()).toBe(whole);
  }

  it('by Ctrl-C: it says how far it came, and the same load again mends it', async () => {
    const { child, ended } = start(home, 'load', 'tiny', many());
    await eventually(
      () => loadStateOf(home, 'tiny'),
      (found) => found === 'running',
    );
    child.kill('SIGINT');
    expect(complaintOf(await ended)).toMatch(
      /^INTERRUPTED: the load of .*many was stopped after it had written some of its rows; load it again/,
    );
    expect(await loadStateOf(home, 'tiny')).toBe('running');
    await again();
  });

  it('by a file-size limit', async () => {
    expect(complaintOf(await limited(2_000))).toMatch(/^DISK_FULL: .*feature store in .*; raise the file-size limit/);
    await again();
  });

  it('by a file-size limit before the first row was written', async () => {
    const text = await readFile(join(many(), 'events.csv'), 'utf8');
    await writeFile(join(many(), 'events.csv'), text.replaceAll('2026-02-20T', '2026-02-99T'));
    expect(complaintOf(await limited(2_000))).toMatch(/^DISK_FULL: .*; raise the file-size limit \(ulimit -f\)/);
    expect(await rowsIn()).toBe(createHash('sha256').digest('hex'));
    await writeFile(join(many(), 'events.csv'), text);
    await again();
  });

  /** Loads in a shell whose files may have so many blocks of 512 bytes. */
  function limited(blocks: number): Promise<Ran> {
    const launcher = join(import.meta.dirname, '../../cli/daybreak.js');
    const script = `ulimit -f ${blocks} && exec "$@"`;
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, launcher, 'load', 'tiny', many()], {
      env: { ...process.env, DAYBREAK_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }
});
