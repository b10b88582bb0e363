import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { syncFolder } from '../../stores/local/sync-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'daybreak-sync-'));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

it('serves all who call before it has begun, and nobody who calls later', async () => {
  const first = syncFolder(home);
  expect(syncFolder(home)).toBe(first);
  await new Promise(setImmediate); // now it has begun, and may have passed a name that comes now
  const second = syncFolder(home);
  expect(second).not.toBe(first);
  expect(syncFolder(home)).toBe(second);
  await Promise.all([first, second]);
});

it('keeps folders apart', () => {
  expect(syncFolder(home)).not.toBe(syncFolder(tmpdir()));
});

it('tells a failure to those whom it served, and to no one after them', async () => {
  const folder = join(home, 'later');
  const failed = [syncFolder(folder), syncFolder(folder)];
  const queued = failed[0]?.catch(() => {
    mkdirSync(folder);
    return syncFolder(folder);
  });
  for (const one of failed) await expect(one).rejects.toThrow('ENOENT');
  await queued;
});
