import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectHdfs, expectChecksum, type HdfsClient } from '../../stores/hdfs/client/hdfs.ts';
import { collect } from '../contract/fresh-stores.ts';
import { hadoopForTests, whyNoHadoop, type HadoopForTests } from './hadoop.ts';
import { asUser, freshHdfsFolder } from './hdfs-place.ts';
import { hdfsProxy } from './hdfs-proxy.ts';

const missing = await whyNoHadoop();
const MIB = 1 << 20;

describe.skipIf(missing !== undefined)('the WebHDFS client', () => {
  let hadoop: HadoopForTests;
  let client: HdfsClient;
  let folder: string;
  beforeAll(async () => {
    hadoop = await hadoopForTests();
    client = asUser(hadoop, hadoop.stores.hdfs.user);
  });
  afterAll(() => {
    client.close();
  });
  beforeEach(async () => {
    folder = freshHdfsFolder(hadoop);
    await client.mkdirs(folder);
  });
  const content = async (path: string, part = {}): Promise<string> =>
    Buffer.concat(await collect(client.open(`${folder}/${path}`, part))).toString();

  it('creates, appends, reads parts, joins', async () => {
    await client.create(`${folder}/a`, Buffer.from('abc'), { permission: '640', blockBytes: MIB, replication: 1 });
    await client.append(`${folder}/a`, Buffer.from('def'));
    expect(await content('a')).toBe('abcdef');
    expect(await content('a', { offset: 2, length: 3 })).toBe('cde');
    await client.create(`${folder}/b`, Buffer.from('ghi'), { blockBytes: MIB });
    await client.concat(`${folder}/a`, [`${folder}/b`]);
    expect(await content('a')).toBe('abcdefghi');
    expect(await client.status(`${folder}/a`)).toMatchObject({
      type: 'FILE',
      bytes: 9,
      permission: '640',
      owner: hadoop.stores.hdfs.user,
      blockBytes: MIB,
    });
    expect((await collect(client.list(folder))).map(({ name }) => name)).toEqual(['a']);
  });

  it('refuses to create over a file, and to rename one onto another, unless it is told to', async () => {
    for (const path of ['a', 'b']) await client.create(`${folder}/${path}`, Buffer.from(path));
    await expect(client.create(`${folder}/a`, Buffer.from('x'))).rejects.toMatchObject({
      kind: 'remote',
      javaClass: 'org.apache.hadoop.fs.FileAlreadyExistsException',
    });
    await expect(client.rename(`${folder}/a`, `${folder}/b`)).rejects.toMatchObject({ kind: 'refused' });
    await client.rename(`${folder}/a`, `${folder}/b`, { overwrite: true });
    expect(await content('b')).toBe('a');
    await expect(client.rename(`${folder}/a`, `${folder}/b`, { overwrite: true })).rejects.toMatchObject({
      kind: 'remote',
      javaClass: 'java.io.FileNotFoundException',
    });
    await expect(client.rename(`${folder}/b`, `${folder}/no/b`)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('lists a folder of several pages whole, and says what there was to delete', async () => {
    const names = Array.from({ length: 1_100 }, (_, i) => `d${String(i).padStart(4, '0')}`);
    for (let at = 0; at < names.length; at += 20) {
      await Promise.all(names.slice(at, at + 20).map((name) => client.mkdirs(`${folder}/${name}`)));
    }
    expect((await collect(client.list(folder))).map(({ name }) => name)).toEqual(names);
    await expect(client.delete(folder)).rejects.toMatchObject({ kind: 'remote' });
    expect(await client.delete(folder, { recursive: true })).toBe(true);
    expect(await client.delete(folder)).toBe(false);
  });

  it('names files with any text that HDFS takes', async () => {
    for (const name of ['a b', 'a%20b', 'a+b&c=d', '特征', '#?', "q'", '\u{1F600}']) {
      await client.create(`${folder}/${name}`, Buffer.from(name));
      expect(await content(name)).toBe(name);
      expect((await client.status(`${folder}/${name}`)).bytes).toBe(Buffer.byteLength(name));
    }
  });

  it('expects the checksum that HDFS has, whatever the pieces, also of several blocks', async () => {
    const { bytesPerChecksum } = await client.serverDefaults();
    const large = Buffer.from(new Uint8Array(2 * MIB + 700).map((_, i) => i * 31 + (i >> 9)));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          { weight: 2, arbitrary: fc.constantFrom(1, 511, 512, 513, MIB - 1, MIB, MIB + 1, 2 * MIB, large.length) },
          fc.integer({ min: 1, max: large.length }),
        ),
        fc.integer({ min: 1, max: 70_000 }),
        async (bytes, pieceBytes) => {
          const expected = expectChecksum({ blockBytes: MIB, bytesPerChecksum });
          const whole = large.subarray(0, bytes);
          for (let at = 0; at < bytes; at += pieceBytes) expected.update(whole.subarray(at, at + pieceBytes));
          await client.create(`${folder}/sum`, whole, { overwrite: true, blockBytes: MIB });
          expect(await client.checksum(`${folder}/sum`)).toEqual(expected.end());
        },
      ),
      { numRuns: 12, examples: [[MIB, 1000] as [number, number], [2 * MIB, 4096], [large.length, 70_000], [513, 7]] },
    );
  });

  it('sends what the source hands out before it is used again', async () => {
    await client.create(
      `${folder}/reused`,
      (async function* () {
        const piece = new Uint8Array(300_000);
        for (let i = 0; i < 20; i++) {
          piece.fill(i);
          yield i % 2 === 0 ? piece : piece.subarray(0, 10);
          await Promise.resolve();
        }
      })(),
    );
    const read = Buffer.concat(await collect(client.open(`${folder}/reused`)));
    const sizes = Array.from({ length: 20 }, (_, i) => Buffer.alloc(i % 2 === 0 ? 300_000 : 10, i));
    expect(read.equals(Buffer.concat(sizes))).toBe(true);
  });

  it('hands on what the source of a body throws', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      await Promise.resolve();
      throw Object.assign(new Error('the source broke'), { code: 'ECONNRESET' });
    };
    await expect(client.create(`${folder}/x`, failing())).rejects.toThrow('the source broke');
  });

  it('gets, renews and cancels delegation tokens', async () => {
    const token = await client.tokens.get(hadoop.stores.hdfs.user);
    expect(await client.tokens.renew(token)).toBeGreaterThan(Date.now());
    await client.tokens.cancel(token);
    await expect(client.tokens.renew(token)).rejects.toMatchObject({
      kind: 'remote',
      javaClass: 'org.apache.hadoop.security.token.SecretManager$InvalidToken',
    });
  });

  it('follows a NameNode that redirects instead of answering', async () => {
    const proxy = await hdfsProxy(hadoop.namenode);
    proxy.disturb = () => 'redirect';
    const old = asUser(proxy, hadoop.stores.hdfs.user);
    try {
      await old.create(`${folder}/a`, Buffer.from('abc'));
      await old.append(`${folder}/a`, Buffer.from('def'));
      expect(Buffer.concat(await collect(old.open(`${folder}/a`))).toString()).toBe('abcdef');
      expect((await old.checksum(`${folder}/a`)).algorithm).toBe('MD5-of-0MD5-of-512CRC32C');
    } finally {
      old.close();
      await proxy.close();
    }
  });

  it('finds the NameNode that serves, and stays with it', async () => {
    const proxy = await hdfsProxy(hadoop.namenode);
    const identity = { user: hadoop.stores.hdfs.user };
    const several = connectHdfs({ namenodes: ['http://127.0.0.1:1', proxy.namenode], identity });
    try {
      for (let i = 0; i < 3; i++) expect((await several.status(folder)).type).toBe('DIRECTORY');
      expect(proxy.operations).toHaveLength(3);
    } finally {
      several.close();
      await proxy.close();
    }
  });
});
