import type { LoadProgress, LoadReport } from '../../domain/load-report.ts';
import type { RunDate } from '../../domain/run-date.ts';
import { loadDrop } from './load-drop.ts';
import type { Ports } from '../ports.ts';
import type { Verb } from '../verb.ts';

export interface PartitionLoad {
  readonly dictionary: string;
  /** Folder of a drop, a partition, or partitions. */
  readonly path: string;
  readonly until: RunDate | undefined;
}

/** Brings a drop in with the dictionary's zone and limits: what `daybreak load` and a night's sources share. */
export async function loadInto(
  ports: Ports,
  load: PartitionLoad,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadReport> {
  const { settings } = await ports.dictionaries.read(load.dictionary);
  const store = await ports.openStore(load.dictionary, settings.time_zone);
  const calendar = ports.calendar(settings.time_zone);
  const loadPorts = { ...ports.sources, store, blobs: ports.blobs, now: () => ports.now() };
  return loadDrop(loadPorts, { ...load, badRowsShare: settings.limits.bad_rows_share, calendar }, onProgress);
}

/** Loads a source's partition within a night. */
export const loadPartition: Verb<PartitionLoad, LoadReport> = (ports) => (load, beat) =>
  loadInto(ports, load, ({ step, share, rows }) => {
    beat(`${step}: ${rows} rows, ${Math.round(share * 100)}%`);
  });
