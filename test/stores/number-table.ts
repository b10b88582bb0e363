import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, beforeAll } from 'vitest';
import type { Table } from '../../stores/embedded/tables.ts';

/** An lmdb table of numbers in a folder of its own, for as long as the tests of a file run. */
export function numberTable(): () => Table<number> {
  let folder: string;
  let table: Table<number>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-scan-'));
    table = open<number, Buffer>({ path: folder, noSubdir: false, keyEncoding: 'binary' });
  });
  afterAll(async () => {
    await table.close();
    await rm(folder, { recursive: true });
  });
  return () => table;
}
