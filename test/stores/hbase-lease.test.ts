import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HBaseError } from '../../stores/hbase/client/hbase-error.ts';
import type { HBaseTable } from '../../stores/hbase/client/table.ts';
import type { Tables } from '../../stores/hbase/tables.ts';
import { takeLease } from '../../stores/hbase/writer-lease.ts';

const LEASE_MS = 90_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A head row that lets anybody write it. */
function ledger(get: HBaseTable['get']): { tables: Tables; writes: () => number } {
  const checkAndMutate = vi.fn(() => Promise.resolve(true));
  const tables = { ledger: { checkAndMutate, get } } as unknown as Tables;
  return { tables, writes: () => checkAndMutate.mock.calls.length };
}

it('a lease whose head cannot be read is not kept alive: others may take it', async () => {
  const { tables, writes } = ledger(() => Promise.reject(new HBaseError('timeout', 'no answer')));
  await expect(takeLease(tables, LEASE_MS, 'me', () => false)).rejects.toThrow('no answer');
  const taken = writes();
  await vi.advanceTimersByTimeAsync(10 * LEASE_MS);
  expect(writes()).toBe(taken);
});

it('a lease is kept alive until it is stopped', async () => {
  const { tables, writes } = ledger(() => Promise.resolve({ cells: 0 } as Awaited<ReturnType<HBaseTable['get']>>));
  const lease = await takeLease(tables, LEASE_MS, 'me', () => false);
  const taken = writes();
  await vi.advanceTimersByTimeAsync(LEASE_MS);
  expect(writes()).toBeGreaterThanOrEqual(taken + 4);
  lease.stop();
  const stopped = writes();
  await vi.advanceTimersByTimeAsync(10 * LEASE_MS);
  expect(writes()).toBe(stopped);
});
