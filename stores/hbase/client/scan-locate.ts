import type { Cluster, RegionLocation } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import { pauseMs } from './retry.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs work on the region that holds the rows right before a key, or the last rows of the table for an empty key. */
export async function withRegionBefore<R>(
  cluster: Cluster,
  table: string,
  key: Uint8Array,
  work: (location: RegionLocation) => Promise<R>,
): Promise<R> {
  const deadline = performance.now() + cluster.options.operationTimeoutMs;
  for (let attempt = 1; performance.now() < deadline; attempt++) {
    const regions = await cluster.regionsOf(table);
    const region = regions.findLast((candidate) => holdsBefore(candidate, key));
    if (region) {
      // A split or merge may have come between, so that the region of that start key is not the one right before the key any more.
      const done = await cluster.withRegion(table, region.startKey, async (location) =>
        holdsBefore(location, key) ? { result: await work(location) } : undefined,
      );
      if (done) return done.result;
      cluster.forget(region);
    }
    await sleep(pauseMs(attempt));
  }
  throw new HBaseError('timeout', `No region of ${table} holds the rows before ${Buffer.from(key).toString('hex')}.`);
}

const holdsBefore = ({ startKey, endKey }: RegionLocation, key: Uint8Array): boolean =>
  key.length === 0
    ? endKey.length === 0
    : Buffer.compare(startKey, key) < 0 && (endKey.length === 0 || Buffer.compare(endKey, key) >= 0);
