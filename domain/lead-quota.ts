import type { RunDate } from './run-date.ts';

/** The best leads of each pool of a scene of a sealed night: what `daybreak leads --by` prints. */
export interface SceneQuota {
  readonly scene: string;
  /** As it was asked for: an entity type, or `attrs.<name>`. */
  readonly by: string;
  /** What ranks the leads. */
  readonly score: string;
  /** The night that the scores are of. */
  readonly date: RunDate;
  readonly run: number;
  /** Of the scene; those that are in no pool are in none of `pools`. */
  readonly leads: number;
  /** By name, ascending by code point. */
  readonly pools: readonly { readonly pool: string; readonly leads: readonly QuotaLead[] }[];
}

interface QuotaLead {
  /** From 1, within the pool. */
  readonly rank: number;
  readonly opportunityId: string;
  readonly score: number;
  /** What speaks for and against it; left out where it was not asked for. */
  readonly reasons?: string;
}
