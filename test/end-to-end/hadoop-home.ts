import type { NightManifest } from '../../domain/night-manifest.ts';
import type { StoreAddresses } from '../../domain/store-addresses.ts';
import { stackStatus } from '../../infra/stack-status.ts';
import { openHdfsBlobs } from '../../stores/hdfs/blob-store.ts';

/** Where the HBase and HDFS of a home are that are up. */
export function storesOf(home: string): StoreAddresses {
  const { stores } = stackStatus(home);
  if (stores === null) throw new Error(`${home} has no HBase and HDFS that are up`);
  return stores;
}

/** The manifest of a sealed night on HDFS. */
export async function manifestOnHdfs(home: string, dictionary: string, date: string): Promise<NightManifest> {
  const bytes = await openHdfsBlobs(storesOf(home).hdfs).read(`${dictionary}/${date}/manifest.json`);
  return JSON.parse(Buffer.from(bytes).toString()) as NightManifest;
}

/** The pid of a process of a home's stack that lives. */
export function pidOf(home: string, name: string): number | undefined {
  const found = stackStatus(home).processes.find((process) => process.name === name);
  return found?.alive === true ? found.pid : undefined;
}
