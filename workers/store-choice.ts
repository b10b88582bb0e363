import { join } from 'node:path';
import type { Calendar } from '../domain/calendar.ts';
import { DaybreakError } from '../domain/errors.ts';
import { storeAddresses, type StoreAddresses } from '../domain/store-addresses.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { withCompression } from '../stores/compressed-blobs.ts';
import type { FeatureStore } from '../stores/feature-store.ts';
import type { HBase } from '../stores/hbase/client/hbase.ts';
import { openHdfsBlobs } from '../stores/hdfs/blob-store.ts';
import { openLocalBlobs } from '../stores/local/blob-store.ts';

/** Where rows and files are kept. */
export interface StoreChoice {
  readonly blobs: BlobStore;
  openStore(dictionary: string, calendar: Calendar): Promise<FeatureStore>;
  /** After the stores that were opened are closed. */
  close(): Promise<void>;
}

/** In a cluster, or embedded under a home's state folder. Nothing is connected before the first call, nor is a feature store's adapter loaded. */
export const chooseStores = (state: string, cluster: StoreAddresses | null): StoreChoice =>
  cluster === null ? embedded(state) : clustered(cluster);

const embedded = (state: string): StoreChoice => ({
  blobs: withCompression(openLocalBlobs({ folder: join(state, 'files') })),
  openStore: async (dictionary, calendar) => {
    const { openEmbeddedStore } = await import('../stores/embedded/store.ts');
    return openEmbeddedStore({ folder: join(state, 'stores', dictionary), calendar });
  },
  close: () => Promise.resolve(),
});

function clustered({ hbase: { registry, namespace }, hdfs }: StoreAddresses): StoreChoice {
  let connected: Promise<HBase> | undefined;
  const connect = async (): Promise<HBase> => (await import('../stores/hbase/connection.ts')).connectStores(registry);
  return {
    blobs: withCompression(openHdfsBlobs(hdfs)),
    openStore: async (dictionary, calendar) => {
      const { openHBaseStore } = await import('../stores/hbase/store.ts');
      const hbase = await (connected ??= connect());
      return openHBaseStore({ registry, namespace, dictionary, calendar, hbase });
    },
    close: async () => (await connected)?.close(),
  };
}

/** The cluster that a worker was told of when it was started; null for a worker of an embedded stack. @throws SETTINGS_INVALID */
export function clusterFromEnv(env: NodeJS.ProcessEnv): StoreAddresses | null {
  const said = env['DAYBREAK_STORES'] ?? '';
  if (said === '') return null;
  try {
    return storeAddresses.nullable().parse(JSON.parse(said));
  } catch (cause) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      'DAYBREAK_STORES does not say where the cluster is',
      'give it the content of stores.yaml as JSON, see docs/cluster.md',
      cause,
    );
  }
}
