import type { SaltRange } from '../domain/salt.ts';

/** Tags 标签: which ids a run computes. A run's tags live until they are dropped. */
export interface TagTable {
  /** Tagging twice is tagging once; scene bits add up. */
  putTags(run: string, type: string, tags: readonly Tag[]): Promise<void>;
  /** Ids of a type in a salt range, each once, ordered by salt, then id by code point, some at a time; nothing where there are none. */
  tagged(run: string, type: string, range: SaltRange): AsyncIterable<readonly Tag[]>;
  countTags(run: string, type: string): Promise<number>;
  dropTags(run: string): Promise<void>;
}

export interface Tag {
  readonly id: string;
  /** Bit i: the id is in the population of the night's i-th scene (at most 30 scenes); 0 for linked ids. */
  readonly scenes: number;
}
