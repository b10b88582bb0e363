import type { Cluster, RegionLocation } from './cluster.ts';
import { sortException } from './exceptions.ts';

/** Work on rows that goes out in few requests. Item i concerns row `rowOf(i)` and costs about `bytesOf(i)` on the wire, here or back. */
export interface MultiWork {
  readonly table: string;
  rowOf(item: number): Uint8Array;
  bytesOf(item: number): number;
}

/** One request to one server: the items of each region, in the order of the items. */
export interface MultiRequestPlan {
  readonly server: string;
  readonly regions: { readonly location: RegionLocation; readonly items: number[] }[];
}

/** Items that had no place, and why. */
export interface Unplaced {
  readonly items: readonly number[];
  readonly error: unknown;
}

const BYTES_A_MULTI = 2 * 1024 * 1024;
const ITEMS_A_MULTI = 5000;
/** A region without a server must not make every one of its rows ask meta again. */
const FAILED_LOOKUPS_MS = 1000;

interface OpenMulti {
  readonly plan: MultiRequestPlan;
  readonly byRegion: Map<RegionLocation, number[]>;
  bytes: number;
  items: number;
}

/**
 * Groups chains of items (a chain: items of one row, which stay together in their order) by server and region into requests of bounded
 * size. Only a row that lies in a region not seen in this call costs a promise.
 */
export async function planMultis(
  cluster: Cluster,
  work: MultiWork,
  chains: readonly (readonly number[])[],
): Promise<{ readonly plans: MultiRequestPlan[]; readonly unplaced: Unplaced[] }> {
  const plans: MultiRequestPlan[] = [];
  const unplaced: Unplaced[] = [];
  const open = new Map<string, OpenMulti>();
  const find = finder(cluster, work.table);
  for (const chain of chains) {
    const row = work.rowOf(chain[0]!);
    const location = find.seen(row) ?? (await find.lookUp(row));
    if ('error' in location) {
      unplaced.push({ items: chain, error: location.error });
      continue;
    }
    let bytes = 0;
    for (const item of chain) bytes += work.bytesOf(item);
    let multi = open.get(location.server);
    if (!multi || multi.bytes + bytes > BYTES_A_MULTI || multi.items >= ITEMS_A_MULTI) {
      multi = { plan: { server: location.server, regions: [] }, byRegion: new Map(), bytes: 0, items: 0 };
      plans.push(multi.plan);
      open.set(location.server, multi);
    }
    place(multi, location, chain);
    multi.bytes += bytes;
    multi.items += chain.length;
  }
  return { plans, unplaced };
}

function place(multi: OpenMulti, location: RegionLocation, chain: readonly number[]): void {
  let items = multi.byRegion.get(location);
  if (!items) {
    items = [];
    multi.byRegion.set(location, items);
    multi.plan.regions.push({ location, items });
  }
  for (const item of chain) items.push(item);
}

/** Finds regions for one plan. Once a look-up has failed for good, or failures have taken their time, no further row is looked up. */
function finder(cluster: Cluster, table: string) {
  const seen: RegionLocation[] = [];
  let lastFailure: { readonly error: unknown } | undefined;
  let hasGivenUp = false;
  let failedMs = 0;
  return {
    seen: (row: Uint8Array) => regionAmong(seen, row),
    async lookUp(row: Uint8Array): Promise<RegionLocation | { readonly error: unknown }> {
      if (lastFailure && hasGivenUp) return lastFailure;
      const since = performance.now();
      try {
        const location = await cluster.locate(table, row);
        seen.push(location);
        return location;
      } catch (error) {
        failedMs += performance.now() - since;
        hasGivenUp = failedMs > FAILED_LOOKUPS_MS || sortException(error) === 'never';
        lastFailure = { error };
        return lastFailure;
      }
    },
  };
}

/** The region of the row before comes first: callers mostly bring rows in order. */
function regionAmong(seen: RegionLocation[], row: Uint8Array): RegionLocation | undefined {
  for (let i = seen.length - 1; i >= 0; i--) {
    const location = seen[i]!;
    if (!holds(location, row)) continue;
    if (i !== seen.length - 1) {
      seen.splice(i, 1);
      seen.push(location);
    }
    return location;
  }
  return undefined;
}

const holds = ({ startKey, endKey }: RegionLocation, row: Uint8Array): boolean =>
  Buffer.compare(row, startKey) >= 0 && (endKey.length === 0 || Buffer.compare(row, endKey) < 0);
