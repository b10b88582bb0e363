import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transact } from '../../stores/embedded/transact.ts';

let folder: string;
let root: RootDatabase<number, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-transact-'));
  root = open<number, string>({ path: folder, noSubdir: false });
});
afterEach(async () => {
  await root.close();
  await rm(folder, { recursive: true });
});

/** A database that takes back what was done in its first `times` transactions, as lmdb does where it cannot commit. */
function takingBack(times: number, error: Error): Pick<RootDatabase, 'transactionSync'> {
  let done = 0;
  return {
    transactionSync: <T>(work: () => T): T =>
      root.transactionSync(() => {
        const result = work();
        done += 1;
        if (done <= times) throw error;
        return result;
      }),
  };
}

const badTransaction = Object.assign(new Error('MDB_BAD_TXN: Transaction must abort'), { code: -30782 });
const addOne = (): number => {
  const next = (root.get('n') ?? 0) + 1;
  root.putSync('n', next);
  return next;
};

it('does work again that lmdb took back, from what is stored, and keeps it once', () => {
  expect(transact(takingBack(2, badTransaction), addOne)).toBe(1);
  expect(root.get('n')).toBe(1);
  expect(transact(takingBack(0, badTransaction), addOne)).toBe(2);
});

it('gives up after some attempts, with what lmdb said and nothing kept', () => {
  expect(() => transact(takingBack(100, badTransaction), addOne)).toThrow(badTransaction);
  expect(root.get('n')).toBeUndefined();
});

it('does nothing again for another error', () => {
  const full = Object.assign(new Error('MDB_MAP_FULL'), { code: -30792 });
  let times = 0;
  const work = (): number => (times += 1);
  expect(() => transact(takingBack(100, full), work)).toThrow(full);
  expect(times).toBe(1);
});
