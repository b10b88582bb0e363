import type { NightRun } from '../domain/night.ts';
import type { SaltRange } from '../domain/salt.ts';

/** One shard of a type: the ids of a salt range, and the part of the run's files that they make. */
export interface ShardTask {
  readonly run: NightRun;
  readonly type: string;
  readonly part: number;
  readonly range: SaltRange;
  /** Its rows are all computed, whatever could be taken over. */
  readonly anew?: boolean;
}
