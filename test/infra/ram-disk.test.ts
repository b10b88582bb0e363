import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { RAM_DISK, ramDisk } from '../ram-disk.ts';

const ENOUGH = 2 ** 40;
/** Linux gives no process this number. */
const NOBODY = 2 ** 22 + 1;
const hasOne = existsSync(RAM_DISK) && statfsSync(RAM_DISK).type === 0x01021994;

it('leaves TMPDIR alone that says where temporary files shall be, and where there is no room', () => {
  const said = { TMPDIR: tmpdir() };
  ramDisk(said, 1, ENOUGH)();
  expect(said).toEqual({ TMPDIR: tmpdir() });
  for (const [room, memory] of [
    [1, 2 ** 32],
    [ENOUGH, 2 * ENOUGH],
  ] as const) {
    const none: NodeJS.ProcessEnv = {};
    ramDisk(none, room, memory);
    expect(none).toEqual({});
  }
});

it.runIf(hasOne)('gives a folder in memory, and removes it with all that lies in it', () => {
  const env: NodeJS.ProcessEnv = {};
  const remove = ramDisk(env, 1, ENOUGH);
  const folder = env['TMPDIR'] ?? '';
  expect(dirname(folder)).toBe(RAM_DISK);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'home', 'file'), 'left');
  remove();
  expect(env).toEqual({});
  expect(existsSync(folder)).toBe(false);
});

it.runIf(hasOne)('removes what a run that was killed has left, and nothing of one that goes on', () => {
  const left = join(RAM_DISK, `daybreak-tests-${NOBODY}-left`);
  mkdirSync(left, { recursive: true });
  const going = mkdtempSync(join(RAM_DISK, `daybreak-tests-${process.ppid}-`));
  try {
    ramDisk({}, 1, ENOUGH)();
    expect(existsSync(left)).toBe(false);
    expect(existsSync(going)).toBe(true);
  } finally {
    rmSync(going, { recursive: true });
  }
});
