import { dateOfDay, dayOfDate, type RunDate } from '../../domain/run-date.ts';
import type { Verb } from '../verb.ts';

export interface PartitionTask {
  readonly dictionary: string;
  readonly date: RunDate;
  readonly source: string;
  /** Folder of dt=YYYY-MM-DD partitions. */
  readonly drop: string;
}

const POLL_MS = 5_000;

/** The partition that a night needs of a source: that of the day before its run date, as warehouses name them. */
export const partitionOf = ({ drop, date }: PartitionTask): string => `${drop}/dt=${dateOfDay(dayOfDate(date) - 1)}`;

/** Waits until the warehouse has put `_SUCCESS` into the night's partition; gives the partition's path. */
export const awaitPartition: Verb<PartitionTask, string> = (ports) => async (task, beat) => {
  const partition = partitionOf(task);
  while (!(await ports.partitionReady(partition))) {
    beat(`waiting for ${partition}/_SUCCESS`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return partition;
};
