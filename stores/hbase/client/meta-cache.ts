import type { RegionLocation } from './region-location.ts';

/** Known regions of each table, in the order of their start keys, none overlapping another. */
export interface MetaCache {
  find(table: string, row: Uint8Array): RegionLocation | undefined;
  /** Takes the place of what it overlaps. */
  add(location: RegionLocation): void;
  /** Only this very location: a newer one of the same region stays. */
  remove(location: RegionLocation): void;
  removeTable(table: string): void;
  hasTable(table: string): boolean;
}

export function metaCache(): MetaCache {
  const tables = new Map<string, RegionLocation[]>();

  return {
    find: (table, row) => {
      const regions = tables.get(table) ?? [];
      const region = regions[lastStartingBy(regions, row)];
      return region !== undefined && endsAfter(region, row) ? region : undefined;
    },
    add: (location) => {
      const regions = tables.get(location.table) ?? [];
      tables.set(location.table, regions);
      let from = lastStartingBy(regions, location.startKey);
      if (from < 0 || !endsAfter(regions[from]!, location.startKey)) from++;
      let to = from;
      while (to < regions.length && endsAfter(location, regions[to]!.startKey)) to++;
      regions.splice(from, to - from, location);
    },
    remove: (location) => {
      const regions = tables.get(location.table) ?? [];
      const place = lastStartingBy(regions, location.startKey);
      const known = regions[place];
      if (known?.encodedName === location.encodedName && known.server === location.server) regions.splice(place, 1);
      if (regions.length === 0) tables.delete(location.table);
    },
    removeTable: (table) => {
      tables.delete(table);
    },
    hasTable: (table) => tables.has(table),
  };
}

const endsAfter = (region: RegionLocation, row: Uint8Array): boolean =>
  region.endKey.length === 0 || Buffer.compare(row, region.endKey) < 0;

/** The place of the last region whose start key is not after `row`; -1 where there is none. */
function lastStartingBy(regions: readonly RegionLocation[], row: Uint8Array): number {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare(regions[middle]!.startKey, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
