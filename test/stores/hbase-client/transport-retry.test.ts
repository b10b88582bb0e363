import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortException } from '../../../stores/hbase/client/exceptions.ts';
import { HBaseError, type HBaseErrorKind } from '../../../stores/hbase/client/hbase-error.ts';
import { emptyMetrics } from '../../../stores/hbase/client/metrics.ts';
import { pauseMs, withRetries } from '../../../stores/hbase/client/retry.ts';

const remote = (javaClass: string, doNotRetry = false): HBaseError =>
  new HBaseError('remote', javaClass, { javaClass, doNotRetry });
const hbase = (name: string): string => `org.apache.hadoop.hbase.${name}`;

describe('the table of exceptions', () => {
  test.for([
    [hbase('NotServingRegionException'), 'relocate'],
    [hbase('exceptions.RegionMovedException'), 'relocate'],
    [hbase('CallQueueTooBigException'), 'backoff'],
    [hbase('RegionTooBusyException'), 'backoff'],
    [hbase('regionserver.RegionServerStoppedException'), 'reconnect'],
    [hbase('UnknownScannerException'), 'scanner-gone'],
    [hbase('regionserver.NoSuchColumnFamilyException'), 'never'],
    [hbase('TableNotFoundException'), 'never'],
    ['java.io.IOException', 'backoff'],
    ['java.lang.NullPointerException', 'never'],
    ['', 'never'],
  ] as const)('%s: %s', ([javaClass, remedy]) => {
    expect(sortException(remote(javaClass))).toBe(remedy);
  });

  test('believes a server that says do not retry, of a class it does not know', () => {
    expect(sortException(remote('com.example.Odd', true))).toBe('never');
    expect(sortException(remote('com.example.Odd', false))).toBe('backoff');
  });

  test('sorts what is not the server’s', () => {
    const kinds: HBaseErrorKind[] = ['timeout', 'connection', 'protocol', 'closed', 'cancelled', 'usage', 'security'];
    expect(kinds.map((kind) => sortException(new HBaseError(kind, '')))).toEqual([
      'reconnect',
      'reconnect',
      'never',
      'never',
      'never',
      'never',
      'never',
    ]);
    expect(sortException(new TypeError('a bug'))).toBe('never');
  });
});

describe('repeating', () => {
  /** Fails with each error in turn, then returns the number of tries. */
  const failing = (...errors: readonly Error[]) => {
    let tries = 0;
    return () => {
      const error = errors[tries++];
      return error === undefined ? Promise.resolve(tries) : Promise.reject(error);
    };
  };
  const busy = remote(hbase('RegionTooBusyException'));
  const moved = remote(hbase('NotServingRegionException'));
  const lost = new HBaseError('connection', 'lost');
  const unsent = new HBaseError('connection', 'no connection', { unsent: true });

  test('goes on until it works, and counts by remedy', async () => {
    const metrics = emptyMetrics();
    const tries = await withRetries(failing(busy, moved, lost), { operationTimeoutMs: 10_000, metrics });
    expect(tries).toBe(4);
    expect(metrics.retries).toEqual({ backoff: 1, relocate: 1, reconnect: 1, 'scanner-gone': 0, never: 0 });
  });

  test('ends at once where it is of no use', async () => {
    const error = remote(hbase('TableNotFoundException'));
    await expect(withRetries(failing(error), { operationTimeoutMs: 10_000, metrics: emptyMetrics() })).rejects.toBe(
      error,
    );
  });

  test('of what must not be done twice happens only where the server surely did nothing', async () => {
    const options = { operationTimeoutMs: 10_000, metrics: emptyMetrics(), repeat: 'refused' as const };
    expect(await withRetries(failing(busy, moved, unsent), options)).toBe(4);
    await expect(withRetries(failing(lost), options)).rejects.toBe(lost);
    const stopped = remote(hbase('regionserver.RegionServerStoppedException'));
    await expect(withRetries(failing(stopped), options)).rejects.toBe(stopped);
    await expect(withRetries(failing(new HBaseError('timeout', 'late')), options)).rejects.toThrow('late');
  });

  test('ends with the last error and says how often it was tried', async () => {
    const always = () => Promise.reject(busy);
    const started = performance.now();
    const end = withRetries(always, { operationTimeoutMs: 300, metrics: emptyMetrics() });
    await expect(end).rejects.toMatchObject({ kind: 'remote', javaClass: busy.javaClass });
    await expect(end).rejects.toThrow(/Tried \d+ times; an operation may take 300 ms/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('ends in a pause when it is cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 20);
    const options = { operationTimeoutMs: 60_000, metrics: emptyMetrics(), signals: [controller.signal] };
    const started = performance.now();
    await expect(withRetries(() => Promise.reject(busy), options)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('pauses longer each time, by chance, and never longer than five seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const pause = pauseMs(attempt, () => chance);
        const full = Math.min(5_000, 40 * 2 ** (attempt - 1));
        expect(pause).toBeGreaterThanOrEqual(full / 2);
        expect(pause).toBeLessThanOrEqual(full);
      }),
    );
  });
});
