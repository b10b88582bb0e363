import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metaCache } from '../../../stores/hbase/client/meta-cache.ts';
import { HBaseError } from '../../../stores/hbase/client/hbase-error.ts';
import { emptyMetrics } from '../../../stores/hbase/client/metrics.ts';
import type { RegionLocation } from '../../../stores/hbase/client/region-location.ts';
import { regionLocator } from '../../../stores/hbase/client/region-locator.ts';

const location = (startKey: string, endKey: string, server = 's:1', table = 't'): RegionLocation => ({
  table,
  startKey: Buffer.from(startKey),
  endKey: Buffer.from(endKey),
  server,
  regionName: Buffer.from(`${table},${startKey}`),
  encodedName: `${startKey}-${endKey}`,
});
const found = (region: RegionLocation | undefined): string | undefined => region?.encodedName;

describe('the cache of regions', () => {
  test('finds what holds a row, and nothing in a hole', () => {
    const cache = metaCache();
    for (const [start, end] of [
      ['', 'b'],
      ['m', ''],
      ['b', 'd'],
    ] as const)
      cache.add(location(start, end));
    const at = (row: string): string | undefined => found(cache.find('t', Buffer.from(row)));
    expect(['', 'a', 'b', 'czzz', 'd', 'l', 'm', 'zz'].map(at)).toEqual([
      '-b',
      '-b',
      'b-d',
      'b-d',
      undefined,
      undefined,
      'm-',
      'm-',
    ]);
  });

  test('keeps tables apart whose names begin alike', () => {
    const cache = metaCache();
    cache.add(location('', '', 's:1', 'day'));
    cache.add(location('', '', 's:2', 'days'));
    cache.add(location('', '', 's:3', 'ns:day'));
    expect(['day', 'days', 'ns:day', 'da'].map((table) => cache.find(table, Buffer.from('r'))?.server)).toEqual([
      's:1',
      's:2',
      's:3',
      undefined,
    ]);
  });

  test('forgets the very location that failed, not a newer one of the region', () => {
    const cache = metaCache();
    const old = location('a', 'c', 'old:1');
    cache.add(old);
    cache.add(location('a', 'c', 'new:1'));
    cache.remove(old);
    expect(cache.find('t', Buffer.from('b'))?.server).toBe('new:1');
  });

  test('after any splits, merges and losses it says what was told last', () => {
    const key = fc.integer({ min: 0, max: 12 });
    const step = fc.record({ from: key, to: key, forget: fc.boolean() });
    const text = (n: number): string => (n === 0 || n === 12 ? '' : String.fromCharCode(96 + n));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const cache = metaCache();
        const naive = Array.from({ length: 12 }, (): RegionLocation | undefined => undefined);
        steps.forEach(({ from, to, forget }, version) => {
          if (from >= to) return;
          if (forget) {
            const known = naive[from];
            if (known === undefined) return;
            cache.remove(known);
            naive.forEach((each, i) => each === known && (naive[i] = undefined));
            return;
          }
          const region = { ...location(text(from), text(to)), encodedName: String(version) };
          cache.add(region);
          const overlapped = new Set(naive.slice(from, to));
          naive.forEach((each, i) => each !== undefined && overlapped.has(each) && (naive[i] = undefined));
          naive.fill(region, from, to);
        });
        const rows = naive.map((_, i) => (i === 0 ? Buffer.alloc(0) : Buffer.from(text(i))));
        expect(rows.map((row) => found(cache.find('t', row)))).toEqual(naive.map(found));
      }),
      { numRuns: 500 },
    );
  });
});

test('a server that is only starting is asked again where meta is, however it says so', async () => {
  const starting = new HBaseError('remote', 'not running yet', {
    javaClass: 'org.apache.hadoop.hbase.ipc.ServerNotRunningYetException',
  });
  const answers = [Promise.reject(starting), Promise.resolve('s:1')];
  const nowhere = (): Promise<never> => Promise.reject(new HBaseError('usage', 'not asked here'));
  const registry = { clusterId: nowhere, activeMaster: nowhere, metaServer: () => answers.shift() ?? nowhere() };
  const asked: string[] = [];
  const locator = regionLocator(
    registry,
    (server) => {
      asked.push(server);
      return Promise.reject(new HBaseError('remote', 'no such table', { doNotRetry: true }));
    },
    emptyMetrics(),
  );
  await expect(locator.locate('t', Buffer.from('r'))).rejects.toThrow('not running yet');
  await expect(locator.locate('t', Buffer.from('r'))).rejects.toThrow('no such table');
  expect(asked).toEqual(['s:1']);
});
