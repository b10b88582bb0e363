import type { RegionLocation } from './region-location.ts';
import type { RpcCall } from './rpc-call.ts';
import { sortException } from './exceptions.ts';
import { metaCache } from './meta-cache.ts';
import type { MetaRegion } from './meta-region.ts';
import { META_TABLE, metaLocation, metaTable, notEnabled, notFound } from './meta-table.ts';
import type { Metrics } from './metrics.ts';
import type { Registry } from './registry.ts';
import { tableNameBytes, tableNameText } from './table-name.ts';

export interface RegionLocator {
  readonly locate: (table: string, row: Uint8Array) => Promise<RegionLocation>;
  readonly regionsOf: (table: string) => Promise<readonly RegionLocation[]>;
  readonly forget: (location: RegionLocation) => void;
  /**
   * Throws TableNotEnabledException for a disabled table: its regions are nowhere, and no waiting brings them back.
   * Where meta does not answer, nothing is said.
   */
  readonly checkEnabled: (table: string) => Promise<void>;
}

/** Finds regions through the cache, and meta through the registry. Throws what meta's server answers. */
export function regionLocator(registry: Registry, call: RpcCall, metrics: Metrics): RegionLocator {
  const cache = metaCache();
  const lookups = new Map<string, Promise<void>>();
  const names = new Map<string, string>();
  let metaServer: Promise<string> | undefined;

  const meta = metaTable(async (method, request, options) => {
    metrics.lookups++;
    const asked = (metaServer ??= registry.metaServer());
    const server = await asked.catch((error: unknown) => {
      // the next question asks anew, whatever this one met: a server that is only starting says so by an error too
      if (metaServer === asked) metaServer = undefined;
      throw error;
    });
    try {
      return await call<object>(server, 'ClientService', method, request, options);
    } catch (error) {
      const remedy = sortException(error);
      if (metaServer === asked && (remedy === 'relocate' || remedy === 'reconnect')) metaServer = undefined;
      throw error;
    }
  });

  const remember = (regions: readonly MetaRegion[]): void => {
    for (const region of regions) if (region.server !== undefined) cache.add({ ...region, server: region.server });
  };

  /** A table met for the first time is read as a whole: one question instead of one a region. */
  const lookUp = async (table: string, row: Uint8Array): Promise<void> => {
    if (!cache.hasTable(table)) {
      const regions = await meta.regions(table);
      if (regions.length === 0) throw notFound(table);
      remember(regions);
    }
    if (cache.find(table, row) === undefined) cache.add(await meta.find(table, row));
  };

  const canonical = (table: string): string => {
    const name = names.get(table) ?? tableNameText(tableNameBytes(table));
    names.set(table, name);
    return name;
  };

  const locate = async (name: string, row: Uint8Array): Promise<RegionLocation> => {
    const table = canonical(name);
    if (table === META_TABLE) return metaLocation(await registry.metaServer());
    for (;;) {
      const known = cache.find(table, row);
      if (known !== undefined) return known;
      // whoever comes while a table is looked up waits for it: mostly it answers that question too
      let lookup = lookups.get(table);
      if (lookup === undefined) {
        lookup = lookUp(table, row).finally(() => lookups.delete(table));
        lookups.set(table, lookup);
      }
      await lookup;
    }
  };

  return {
    locate,
    regionsOf: async (name) => {
      const table = canonical(name);
      const regions = await meta.regions(table);
      if (regions.length === 0) throw notFound(table);
      cache.removeTable(table);
      remember(regions);
      // one without a server is listed all the same: the list must cover the table
      return regions.map((region) => ({ ...region, server: region.server ?? '' }));
    },
    forget: (location) => {
      if (location.table === META_TABLE) metaServer = undefined;
      else cache.remove(location);
    },
    checkEnabled: async (name) => {
      const disabled = await meta.isDisabled(canonical(name)).catch(() => false);
      if (disabled) throw notEnabled(canonical(name));
    },
  };
}
