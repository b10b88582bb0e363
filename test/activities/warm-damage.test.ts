import { afterAll, beforeAll, expect, it } from 'vitest';
import { rmSync } from 'node:fs';
import { UNCUT, warmHome, type WarmHome } from '../../bench/warm-home.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { ShardTask } from '../../activities/shard-task.ts';
import type { Receipt } from '../../activities/receipt.ts';
import { nightFolder, runFolder, type NightRun } from '../../domain/night.ts';
import { event, version } from '../contract/store-rows.ts';
import { HISTORY_ROWS } from './warm-histories.ts';

let home: WarmHome;
beforeAll(async () => {
  home = await warmHome();
});
afterAll(async () => {
  await home.close();
});

const bytesOf = async (path: string): Promise<Buffer> => Buffer.from(await home.ports.blobs.read(path));
const textPath = (run: NightRun): string => `${runFolder(run)}/features/all/part-00000.libsvm`;
/** The lines of a run, however they are packed. */
async function linesOf(run: NightRun): Promise<string> {
  const paths = ['', '.gz', '.zst'].map((suffix) => textPath(run) + suffix);
  for (const path of paths) if (await home.ports.blobs.exists(path)) return (await bytesOf(path)).toString();
  throw new Error(`${textPath(run)} is missing`);
}

const receiptPath = (run: NightRun): string => `${runFolder(run)}/receipts/files/0.json`;

/** What the earlier night noted of its files, as it is, as a version before quick sums left it, and as damage left it. */
const notes: Readonly<Record<string, (receipt: string) => string>> = {
  'with quick sums': (receipt) => receipt,
  'without quick sums': (receipt) => JSON.stringify({ ...(JSON.parse(receipt) as Receipt), gmac: undefined }),
  'with other quick sums': (receipt) =>
    receipt.replace(/([0-9a-f])("\}[^}]*\})/, (_, digit, rest) => `${digit === '0' ? 1 : 0}${rest}`),
  'with a receipt that is cut short': (receipt) => receipt.slice(0, -1),
};

interface Nights {
  readonly first: NightRun;
  /** Text of the full night after it. */
  readonly expected: string;
}

/** A night, and what the full one after it writes, which is gone again. */
async function nightsOf(name: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Nights> {
  await home.dictionary(name, HISTORY_ROWS, settings);
  const store = await home.ports.openStore(name, 'UTC');
  await store.putVersions(['O-1', 'O-2', 'O-3'].map((id) => version(id, '2026-01-01', undefined)));
  const calls = ['O-1', 'O-2', 'O-3'].map((id) =>
    event({ eventId: id, type: 'opportunity', id, feature: 'call', line: '01', on: '2026-03-01T10:00:00Z' }),
  );
  await store.putEvents(calls);
  const first = await home.night(name, '2026-03-06', true);
  const full = await home.night(name, '2026-03-07', true);
  const expected = await linesOf(full.run);
  await home.ports.blobs.remove(nightFolder(full.run));
  return { first: first.run, expected };
}

/** The warm night after it has the text of the full one. */
async function expectSame(name: string, { expected }: Nights): Promise<void> {
  const warm = await home.night(name, '2026-03-07', false);
  expect(warm.counts['compute.reused']).toBe(3);
  expect(await linesOf(warm.run)).toBe(expected);
  await home.ports.blobs.remove(nightFolder(warm.run));
}

const flipped = (bytes: Buffer, place: number): Buffer => {
  const damaged = Buffer.from(bytes);
  damaged[place] = damaged[place] === 56 ? 57 : 56;
  return damaged;
};

it.each([
  ['its last digit is another', (bytes: Buffer) => flipped(bytes, bytes.length - 2)],
  ['its first byte is another', (bytes: Buffer) => flipped(bytes, 0)],
  ['a byte in its middle is another', (bytes: Buffer) => flipped(bytes, bytes.length >> 1)],
  ['it is cut short', (bytes: Buffer) => bytes.subarray(0, -3)],
  ['it lost a line', (bytes: Buffer) => bytes.subarray(bytes.indexOf('\n') + 1)],
  ['it is gone', undefined],
])("writes all lines anew where the earlier night's file is no use: %s", async (what, damage) => {
  const name = `damage ${what}`.replaceAll(' ', '-');
  const nights = await nightsOf(name);
  const { blobs } = home.ports;
  const path = textPath(nights.first);
  const whole = await bytesOf(path);
  if (damage) await blobs.write(path, damage(whole));
  else await blobs.remove(path);
  await expectSame(name, nights);
  const noted = (await bytesOf(receiptPath(nights.first))).toString();
  expect(noted).toContain('"gmac":{"');
  await blobs.write(receiptPath(nights.first), Buffer.from(notes['without quick sums']?.(noted) ?? ''));
  await expectSame(name, nights);
});

it.each(['gz', 'zst'])('takes the lines of a night over that are packed as %s', async (compression) => {
  const name = `packed-${compression}`;
  const nights = await nightsOf(name, { files: { compression } });
  await damagedRows(nights.first);
  const warm = await home.night(name, '2026-03-07', false);
  expect(await linesOf(warm.run)).toBe(nights.expected);
  // From rows it would have made them anew.
  const files = await home.ports.blobs.list(runFolder(warm.run));
  expect(files.filter((path) => path.endsWith('.rows'))).toEqual([]);
});

const damagedRows = async (run: NightRun): Promise<void> => {
  for (const path of await home.ports.blobs.list(runFolder(run)))
    if (path.endsWith('.rows')) await home.ports.blobs.write(path, (await bytesOf(path)).fill(1, 40));
};

it('computes the rows of a part anew where those that it took over turn out to be damaged', async () => {
  const nights = await nightsOf('damaged-rows');
  await damagedRows(nights.first);
  // Without the earlier text the lines are made from rows.
  await home.ports.blobs.remove(textPath(nights.first));
  await expectSame('damaged-rows', nights);
});

it.each(['its receipt', 'its directory of rows'])('goes on with a part of its own that has lost %s', async (what) => {
  const name = `lost ${what}`.replaceAll(' ', '-');
  const nights = await nightsOf(name);
  const run = { ...nights.first, date: '2026-03-07' };
  const path = what === 'its receipt' ? 'receipts/compute/opportunity/0.json' : 'derived/opportunity/part-00000.dir';
  let lost = 0;
  const warm = await home.night(name, run.date, false, {
    ...UNCUT,
    inOrder(tasks) {
      const areFiles = tasks.every((task) => (task as Partial<ShardTask>).type === OPPORTUNITY);
      if (areFiles) {
        rmSync(home.ports.blobs.locate(`${runFolder(run)}/${path}`));
        lost += 1;
      }
      return [...tasks];
    },
  });
  expect(lost).toBe(1);
  expect(await linesOf(warm.run)).toBe(nights.expected);
});

it('computes all rows where other code made those of the earlier night', async () => {
  const nights = await nightsOf('other-code');
  const { rowCode } = home.ports;
  try {
    Object.assign(home.ports, { rowCode: 'other' });
    const warm = await home.night('other-code', '2026-03-07', false);
    expect(warm.counts).toMatchObject({ 'compute.reused': 0, 'compute.otherCode': 3 });
    expect(await linesOf(warm.run)).toBe(nights.expected);
  } finally {
    Object.assign(home.ports, { rowCode });
  }
});

it.each(Object.entries(notes))('has the lines of a full night after a night %s', async (what, damage) => {
  const name = `noted ${what}`.replaceAll(' ', '-');
  const nights = await nightsOf(name);
  const path = receiptPath(nights.first);
  const noted = (await bytesOf(path)).toString();
  expect(damage(noted) === noted).toBe(what === 'with quick sums');
  await home.ports.blobs.write(path, Buffer.from(damage(noted)));
  await expectSame(name, nights);
});
