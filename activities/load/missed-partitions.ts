import { partitionOf, type PartitionTask } from './await-partition.ts';
import type { Verb } from '../verb.ts';

/** Partitions that a night near its deadline went on without: a later night takes them in when they have come. */
const TABLE = 'missed-partitions';

interface Missed {
  readonly source: string;
  readonly partition: string;
  readonly taken: boolean;
}

export type MissedTask = PartitionTask & { readonly timeZone: string };

/** Notes that a night went on without a source's partition. Safe to repeat; noted again it counts as not taken. */
export const missPartition: Verb<MissedTask, undefined> = (ports) => async (task) => {
  const store = await ports.openStore(task.dictionary, task.timeZone);
  const missed: Missed = { source: task.source, partition: partitionOf(task), taken: false };
  await store.putRecord(TABLE, keyOf(missed), missed);
  return undefined;
};

/** Those of a source that are complete by now, oldest first. */
export const missedPartitions: Verb<MissedTask, string[]> = (ports) => async (task) => {
  const store = await ports.openStore(task.dictionary, task.timeZone);
  const come: string[] = [];
  for (const { value } of await store.listRecords(TABLE)) {
    const { source, partition, taken } = value as Missed;
    if (source !== task.source || taken || partition >= partitionOf(task)) continue;
    if (await ports.partitionReady(partition)) come.push(partition);
  }
  return come;
};

/** A partition that was missed is loaded. */
export const tookPartition: Verb<MissedTask & { readonly partition: string }, undefined> =
  (ports) =>
  async ({ dictionary, timeZone, source, partition }) => {
    const store = await ports.openStore(dictionary, timeZone);
    const taken: Missed = { source, partition, taken: true };
    await store.putRecord(TABLE, keyOf(taken), taken);
    return undefined;
  };

const keyOf = ({ source, partition }: Missed): string => `${source} ${partition}`;
