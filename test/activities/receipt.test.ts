import { expect, it } from 'vitest';
import { once, readReceipt } from '../../activities/receipt.ts';
import type { NightRun } from '../../domain/night.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { realPorts } from './real-ports.ts';

const run: NightRun = { dictionary: 'shop', date: '2026-03-02', run: 1 };
const RECEIPT = { files: [], counts: { rows: 3 } };

it('is there only when all files of its step are, and the step is not done again', async () => {
  const { ports } = await realPorts('receipt');
  const seen: (readonly [path: string, filesThere: boolean])[] = [];
  // The real store, looked into whenever a file has taken its place.
  const blobs: BlobStore = {
    ...ports.blobs,
    async begin(path, content, after) {
      const begun = await ports.blobs.begin(path, content, after);
      const placed = begun.placed.then(async () => {
        seen.push([path, (await ports.blobs.list('n')).length === 20]);
      });
      return { ...begun, placed };
    },
  };
  const step = (): Promise<unknown> =>
    once(blobs, run, 'files/0', async (write) => {
      for (let i = 0; i < 20; i++) await write(`n/${i}`, Buffer.alloc(1 << 16, i));
      return RECEIPT;
    });
  expect(await step()).toEqual(RECEIPT);
  expect(seen.length).toBe(21);
  expect(seen.at(-1)).toEqual([expect.stringContaining('receipts/files/0.json'), true]);
  await ports.blobs.remove('n');
  expect(await step()).toEqual(RECEIPT);
  expect(await ports.blobs.list('n')).toEqual([]);
});

it('is not there when a file of its step cannot take its place, or the step fails', async () => {
  const { ports } = await realPorts('receipt');
  await ports.blobs.write('n/taken/by', Buffer.from('a folder'));
  const failing = once(ports.blobs, run, 'files/0', async (write) => {
    await write('n/other', Buffer.from('x'));
    await write('n/taken', Buffer.from('x'));
    return RECEIPT;
  });
  await expect(failing).rejects.toThrow();
  const broken = once(ports.blobs, run, 'files/0', async (write) => {
    await write('n/third', Buffer.from('x'));
    throw new Error('the step broke');
  });
  await expect(broken).rejects.toThrow('the step broke');
  // What was begun has ended, so that nothing is in the way of the next attempt.
  expect(await ports.blobs.list('')).toEqual(['n/other', 'n/taken/by', 'n/third']);
  expect(await readReceipt(ports.blobs, run, 'files/0')).toBeUndefined();
});

it('is not there where the step is no longer wanted when its files are', async () => {
  const { ports } = await realPorts('receipt');
  const unwanted = once(ports.blobs, run, 'files/0', async (write) => {
    await write('n/0', Buffer.from('x'));
    const unless = async (): Promise<void> => {
      throw new Error(`not with ${(await ports.blobs.list('n')).join()}`);
    };
    return { ...RECEIPT, unless };
  });
  await expect(unwanted).rejects.toThrow('not with n/0');
  expect(await readReceipt(ports.blobs, run, 'files/0')).toBeUndefined();
  const wanted = once(ports.blobs, run, 'files/0', () =>
    Promise.resolve({ ...RECEIPT, unless: () => Promise.resolve() }),
  );
  expect(await wanted).toEqual(RECEIPT);
  expect(await readReceipt(ports.blobs, run, 'files/0')).toEqual(RECEIPT);
});

it('is refused by name where it is damaged', async () => {
  const { ports } = await realPorts('receipt');
  await once(ports.blobs, run, 'files/0', () => Promise.resolve(RECEIPT));
  const [path = ''] = await ports.blobs.list('');
  await ports.blobs.write(path, (await ports.blobs.read(path)).subarray(1));
  await expect(readReceipt(ports.blobs, run, 'files/0')).rejects.toMatchObject({
    code: 'BLOB_CORRUPT',
    message: expect.stringContaining(path) as string,
  });
});
