import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { storeError } from '../../stores/embedded/store-error.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import { openTables } from '../../stores/embedded/tables.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { event, everySalt, everTime, version } from '../contract/store-rows.ts';

describe('the embedded store says what went wrong', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak.store-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const openStore = (at = folder): Promise<FeatureStore> =>
    openEmbeddedStore({ folder: at, calendar: calendarOf('UTC') });

  it('refuses a store that a newer version wrote, and leaves it as it is', async () => {
    await (await openStore()).close();
    const root = open({ path: folder, noSubdir: false, maxDbs: 16, keyEncoding: 'binary' });
    const meta = root.openDB<number, Buffer>('meta', { keyEncoding: 'binary' });
    meta.putSync(Buffer.from('format'), 99);
    for (let i = 0; i < 2; i++) {
      await expect(openStore()).rejects.toMatchObject({
        code: 'STATE_NEWER',
        message: expect.stringContaining(folder) as string,
      });
    }
    expect(meta.get(Buffer.from('format'))).toBe(99);
    await root.close();
  });

  it('names the folder when a file stands in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'no store');
    const error = { code: 'STORE_FAILED', message: expect.stringContaining(join(file, 'store')) as string };
    await expect(openStore(join(file, 'store'))).rejects.toMatchObject(error);
  });

  it('refuses work after close, reads, writes and scans', async () => {
    const store = await openStore();
    await store.putEvents([event({})]);
    await store.close();
    const failed = { code: 'STORE_FAILED', message: expect.stringContaining(folder) as string };
    await expect(store.eventsOf(event({}), ...everTime)).rejects.toMatchObject(failed);
    await expect(store.readDays('user', ['u'], 0, 1)).rejects.toMatchObject(failed);
    await expect(store.putEvents([event({ eventId: 'f' })])).rejects.toMatchObject(failed);
    await expect(collect(store.staleDays(everySalt))).rejects.toMatchObject(failed);
    const sum = store.acceptedSum(
      0,
      () => 0,
      () => undefined,
    );
    await expect(sum).rejects.toMatchObject(failed);
    await store.close();
  });

  it('has room for more readers at once than a machine has threads', async () => {
    const { root } = openTables(folder, 'UTC');
    expect(root.getStats()).toMatchObject({ maxReaders: 2_048 });
    await root.close();
  });

  it('writes nothing of a batch of which one row fails', async () => {
    const store = await openStore();
    const tooLong = 'x'.repeat(3_000);
    await expect(store.putEvents([event({}), event({ eventId: 'f', id: tooLong })])).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    await expect(
      store.putVersions([version('o', '2026-03-01', undefined), version(tooLong, '2026-03-01', undefined)]),
    ).rejects.toThrow();
    expect(await store.eventVersions('e')).toEqual([]);
    expect(await store.knownOpportunities(['o'])).toEqual([false]);
    expect(await store.revision()).toBe(0);
    await store.putEvents([event({})]);
    expect(await store.eventVersions('e')).toEqual([event({})]);
    await store.close();
  });

  it.for([
    ['ENOSPC by its number', Object.assign(new Error('No space left on device'), { code: 28 }), 'DISK_FULL'],
    ['ENOSPC by its name', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'DISK_FULL'],
    ['a full map', new Error('MDB_MAP_FULL: Environment mapsize limit reached'), 'DISK_FULL'],
    ['no permission', Object.assign(new Error('Permission denied'), { code: 13 }), 'NO_PERMISSION'],
    [
      'a corrupt page',
      Object.assign(new Error('MDB_CORRUPTED: Located page was wrong type'), { code: -30796 }),
      'STORE_FAILED',
    ],
    ['a failing disk that has room', Object.assign(new Error('Input/output error'), { code: 5 }), 'STORE_FAILED'],
    ['what is no error', 'text', 'STORE_FAILED'],
  ] as const)('sorts %s', ([, thrown, code]) => {
    expect(storeError(thrown, '/some/folder')).toMatchObject({
      code,
      message: expect.stringContaining('/some/folder') as string,
    });
  });
});
