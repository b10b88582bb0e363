import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../stores/blob-store.ts';
import { openHdfsBlobs } from '../../stores/hdfs/blob-store.ts';
import type { HdfsClient } from '../../stores/hdfs/client/hdfs.ts';
import { blobStoreContract } from '../contract/blob-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { hadoopForTests, whyNoHadoop, type HadoopForTests } from './hadoop.ts';
import { administer, asSuperUser, asUser, freshHdfsFolder } from './hdfs-place.ts';
import { hdfsProxy, type HdfsProxy } from './hdfs-proxy.ts';

const missing = await whyNoHadoop();
const text = (content: string): Uint8Array => Buffer.from(content);
const ASIDE = 'file.tmp-00000000-0000-4000-8000-000000000000';

describe.skipIf(missing !== undefined)('blobs in HDFS', () => {
  let hadoop: HadoopForTests;
  let owner: HdfsClient;
  let proxy: HdfsProxy;
  let folder: string;
  beforeAll(async () => {
    hadoop = await hadoopForTests();
    owner = asUser(hadoop, hadoop.stores.hdfs.user);
    proxy = await hdfsProxy(hadoop.namenode);
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    folder = freshHdfsFolder(hadoop);
    proxy.disturb = () => undefined;
    proxy.cutAfter = () => Infinity;
  });
  const open = (place: string, user = hadoop.stores.hdfs.user, namenode = hadoop.namenode): BlobStore =>
    openHdfsBlobs({ namenodes: [namenode], user, folder: place, operationTimeoutMs: 5_000, silenceMs: 10_000 });
  const disturbed = (): BlobStore => open(folder, hadoop.stores.hdfs.user, proxy.namenode);
  const names = async (): Promise<string[]> => (await collect(owner.list(folder))).map(({ name }) => name);

  blobStoreContract('a folder of HDFS', open, {
    fresh: () => Promise.resolve(freshHdfsFolder(hadoop)),
    end: async (place) => {
      await owner.delete(place, { recursive: true });
    },
  });

  it('are where the store says they are', async () => {
    const blobs = open(`${folder}//`);
    await blobs.write('n/report.json', text('{}'));
    expect(blobs.locate('n/report.json')).toBe(`hdfs://${folder}/n/report.json`);
    expect(Buffer.concat(await collect(owner.open(`${folder}/n/report.json`))).toString()).toBe('{}');
  });

  it('do not show what dead writers left, and sweep it when it is a day old', async () => {
    const young = ASIDE.replace('tmp-0', 'tmp-1');
    for (const name of [ASIDE, young]) await owner.create(`${folder}/${name}`, text('half'));
    await administer(hadoop, `${folder}/${ASIDE}`, {
      op: 'SETTIMES',
      modificationtime: String(Date.now() - 25 * 3_600_000),
      accesstime: '-1',
    });
    const blobs = open(folder);
    expect(await blobs.list('')).toEqual([]);
    await expect(blobs.read(ASIDE)).rejects.toMatchObject({ code: 'USAGE' });
    await blobs.write('file', text('whole'));
    expect(await names()).toEqual(['file', young]);
  });

  it('say who may not write or read, also when much is sent', async () => {
    await open(folder).write('secret', text('x'));
    await owner.setPermission(folder, '700');
    const stranger = open(folder, 'stranger');
    const refused = { code: 'NO_PERMISSION', message: expect.stringContaining('stranger') as string };
    await expect(stranger.write('large', new Uint8Array(20 << 20))).rejects.toMatchObject(refused);
    await expect(stranger.read('secret')).rejects.toMatchObject(refused);
    await expect(stranger.exists('secret')).rejects.toMatchObject(refused);
    await expect(stranger.list('')).rejects.toMatchObject(refused);
    expect(await names()).toEqual(['secret']);
  });

  it.for([
    ['space', { storagespacequota: '1000000' }],
    ['names', { namespacequota: '3' }],
  ] as const)('say that the quota of %s is used up, and show nothing', async ([, quota]) => {
    const blobs = open(folder);
    await blobs.write('a', new Uint8Array(0));
    await blobs.write('b', new Uint8Array(0));
    await administer(hadoop, folder, { op: 'SETQUOTA', ...quota });
    await expect(blobs.write('large', new Uint8Array(4 << 20))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await names()).toEqual(['a', 'b']);
  });

  it('leave nothing aside when a file cannot take its place', async () => {
    const blobs = open(folder);
    await blobs.write('taken/by', text('a folder'));
    await expect(blobs.write('taken', text('x'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(blobs.write('taken/by/deeper', text('x'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(await names()).toEqual(['taken']);
    expect(await blobs.list('')).toEqual(['taken/by']);
  });

  it('show nothing of a write whose connection to the DataNode breaks', async () => {
    const blobs = disturbed();
    await blobs.write('file', text('old'));
    proxy.cutAfter = () => 3 << 20;
    await expect(blobs.write('file', new Uint8Array(20 << 20))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(Buffer.from(await open(folder).read('file')).toString()).toBe('old');
    expect(await names()).toEqual(['file']);
  });

  it('are read on where the connection to the DataNode broke', async () => {
    const content = Buffer.from(new Uint8Array(9 << 20).map((_, i) => i * 31 + (i >> 13)));
    await open(folder).write('file', content);
    let connections = 0;
    proxy.cutAfter = () => {
      connections += 1;
      return 2 << 20;
    };
    expect(content.equals(await disturbed().read('file'))).toBe(true);
    expect(connections).toBeGreaterThan(4);
  });

  it('count a rename whose answer was lost', async () => {
    proxy.disturb = (operation) => (operation === 'RENAME' ? 'lose-answer' : undefined);
    expect(await disturbed().write('file', text('whole'))).toMatchObject({ bytes: 5 });
    expect(await names()).toEqual(['file']);
  });

  it('may be removed by what the superuser may', async () => {
    await asSuperUser(hadoop).create(`${folder}/n/a`, text('x'));
    await expect(open(folder).remove('n/a')).rejects.toMatchObject({ code: 'NO_PERMISSION' });
    await open(folder, 'stranger').remove('not/there');
    await asSuperUser(hadoop).delete(folder, { recursive: true });
  });
});
