import { afterAll, beforeAll, expect, it } from 'vitest';
import { warmHome, type WarmHome } from '../../bench/warm-home.ts';
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

it.each([
  ['a byte of it is another', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -2), Buffer.from('8\n')])],
  ['it is cut short', (bytes: Buffer) => bytes.subarray(0, -3)],
  ['it lost a line', (bytes: Buffer) => bytes.subarray(bytes.indexOf('\n') + 1)],
  ['it is gone', undefined],
])("writes all lines anew where the earlier night's file is no use: %s", async (what, damage) => {
  const name = `damage ${what}`.replaceAll(' ', '-');
  await home.dictionary(name, HISTORY_ROWS);
  const store = await home.ports.openStore(name, 'UTC');
  await store.putVersions(['O-1', 'O-2', 'O-3'].map((id) => version(id, '2026-01-01', undefined)));
  const calls = ['O-1', 'O-2', 'O-3'].map((id) =>
    event({ eventId: id, type: 'opportunity', id, feature: 'call', line: '01', on: '2026-03-01T10:00:00Z' }),
  );
  await store.putEvents(calls);
  const first = await home.night(name, '2026-03-06', true);
  const full = await home.night(name, '2026-03-07', true);
  const expected = await bytesOf(textPath(full.run));
  await home.ports.blobs.remove(nightFolder(full.run));

  const path = textPath(first.run);
  const whole = await bytesOf(path);
  if (damage) await home.ports.blobs.write(path, damage(whole));
  else await home.ports.blobs.remove(path);
  const warm = await home.night(name, '2026-03-07', false);
  expect(warm.counts['compute.reused']).toBe(3);
  expect((await bytesOf(textPath(warm.run))).toString()).toBe(expected.toString());
});
