import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalBlobs } from '../../stores/local/blob-store.ts';
import { blobStoreContract } from '../contract/blob-store.ts';

blobStoreContract('a local folder', (folder) => openLocalBlobs({ folder }));

describe('local blobs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-blobs-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('are plain files where the store says they are', async () => {
    const blobs = openLocalBlobs({ folder });
    await blobs.write('n/report.json', Buffer.from('{}'));
    expect(await readFile(join(folder, 'n', 'report.json'), 'utf8')).toBe('{}');
    expect(blobs.locate('n/report.json')).toBe(join(folder, 'n', 'report.json'));
  });

  it('read files of any length whole, each into memory of its own', async () => {
    const blobs = openLocalBlobs({ folder });
    for (const bytes of [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 19]) {
      const content = Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31) % 251));
      await blobs.write('n/file', content);
      const [one, other] = await Promise.all([blobs.read('n/file'), blobs.read('n/file')]);
      expect(Buffer.compare(content, one)).toBe(0);
      other.fill(1);
      expect(Buffer.compare(content, one)).toBe(0);
      expect(one.byteOffset % 8).toBe(0);
    }
  });

  it('do not show what a crash left half-written, and a new writing is not in its way', async () => {
    const blobs = openLocalBlobs({ folder });
    await mkdir(join(folder, 'n'));
    await writeFile(join(folder, 'n', `file.tmp-${process.pid}-0-0`), 'half');
    expect(await blobs.list('')).toEqual([]);
    await expect(blobs.read(`n/file.tmp-${process.pid}-0-0`)).rejects.toMatchObject({ code: 'USAGE' });
    await blobs.write('n/file', Buffer.from('whole'));
    expect(await blobs.list('')).toEqual(['n/file']);
  });

  it('lose what writers left that were killed, and nothing of those that live', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['--version']);
    const blobs = openLocalBlobs({ folder });
    await mkdir(join(folder, 'n'));
    const living = `file.tmp-${process.ppid}-0-0`;
    const others = ['file.tmp-1', `note.tmp-${dead}-0-0.txt`, living];
    for (const name of [`file.tmp-${dead}-0-7`, ...others]) await writeFile(join(folder, 'n', name), 'half');
    await blobs.write('n/file', Buffer.from('whole'));
    expect((await readdir(join(folder, 'n'))).sort()).toEqual(['file', ...others].sort());
  });

  it('leave nothing aside when a file cannot take its place', async () => {
    const blobs = openLocalBlobs({ folder });
    await blobs.write('n/taken/by', Buffer.from('a folder'));
    await expect(blobs.write('n/taken', Buffer.from('x'))).rejects.toThrow();
    await expect(blobs.write('n/taken/by/deeper', Buffer.from('x'))).rejects.toThrow();
    expect(await readdir(join(folder, 'n'))).toEqual(['taken']);
    expect(await readdir(join(folder, 'n', 'taken'))).toEqual(['by']);
  });

  it('say that the disk is full, and show nothing', async () => {
    const blobs = openLocalBlobs({ folder });
    const full = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      await Promise.resolve();
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    await expect(blobs.write('n/file', full())).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: `ENOSPC: no space left on device, write: ${join(folder, 'n/file')}`,
    });
    expect(await readdir(join(folder, 'n'))).toEqual([]);
  });

  it('say that a file stands where their folder should be', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'in the way');
    const blobs = openLocalBlobs({ folder: file });
    for (const failing of [blobs.read('n/a'), blobs.write('n/a', Buffer.from('x'))]) {
      await expect(failing).rejects.toMatchObject({
        code: 'STORE_FAILED',
        next: expect.stringContaining('a file stands where a folder should be') as unknown,
      });
    }
  });
});
