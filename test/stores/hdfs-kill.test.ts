import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHdfsBlobs } from '../../stores/hdfs/blob-store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { ownHadoop, whyNoHadoop, type OwnHadoop } from './hadoop.ts';
import { asUser } from './hdfs-place.ts';

const missing = await whyNoHadoop();

describe.skipIf(missing !== undefined)('HDFS that is killed in the middle of a write', () => {
  let hadoop: OwnHadoop;
  beforeAll(async () => {
    hadoop = await ownHadoop();
  });
  afterAll(() => hadoop.close());

  it(
    'keeps the blobs that were there, shows nothing of the new one, and takes it after the restart',
    { timeout: 240_000 },
    async () => {
      const { namenode, stores } = hadoop;
      const folder = `${stores.hdfs.folder}/kill`;
      const blobs = openHdfsBlobs({ namenodes: [namenode], user: stores.hdfs.user, folder, operationTimeoutMs: 1_000 });
      await blobs.write('n/kept', Buffer.from('kept'));
      const piece = new Uint8Array(1 << 20);
      let killing: Promise<void> | undefined;
      const dying = async function* (): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < 400; i++) {
          if (i === 20) killing = hadoop.kill();
          yield piece;
          await killing;
        }
      };
      const started = performance.now();
      await expect(blobs.write('n/new', dying())).rejects.toMatchObject({ code: 'STORE_FAILED' });
      expect(performance.now() - started).toBeLessThan(30_000);
      await expect(blobs.read('n/kept')).rejects.toMatchObject({ code: 'STORE_FAILED' });

      await hadoop.restart();
      expect(await blobs.list('')).toEqual(['n/kept']);
      expect(Buffer.from(await blobs.read('n/kept')).toString()).toBe('kept');
      const ref = await blobs.write('n/new', new Uint8Array(30 << 20));
      expect(ref.bytes).toBe(30 << 20);
      expect(await blobs.list('')).toEqual(['n/kept', 'n/new']);
      // The dead writer could not clean up; nobody but a later writer sees what it left.
      const client = asUser(hadoop, stores.hdfs.user);
      const left = (await collect(client.list(`${folder}/n`)))
        .map(({ name }) => name)
        .filter((name) => /^new\.tmp/.test(name));
      client.close();
      expect(left.length).toBeLessThanOrEqual(1);
    },
  );
});
