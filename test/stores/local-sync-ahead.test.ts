import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { syncAhead } from '../../stores/local/sync-ahead.ts';

const MANY_BYTES = 1 << 24;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-sync-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('ends when what it began has ended, or at once', async () => {
  const fd = openSync(join(folder, 'file'), 'w');
  const ahead = syncAhead(fd);
  await ahead.end();
  writeSync(fd, new Uint8Array(MANY_BYTES));
  ahead.reached(MANY_BYTES);
  ahead.reached(2 * MANY_BYTES);
  await ahead.end();
  closeSync(fd);
});

it('tells of a failure at the end, also when syncs were wanted after it', async () => {
  const fd = openSync(join(folder, 'file'), 'w');
  closeSync(fd);
  const ahead = syncAhead(fd);
  ahead.reached(MANY_BYTES);
  ahead.reached(2 * MANY_BYTES);
  await expect(ahead.end()).rejects.toThrow(/EBADF/);
  ahead.reached(3 * MANY_BYTES);
  await expect(ahead.end()).rejects.toThrow(/EBADF/);
});
