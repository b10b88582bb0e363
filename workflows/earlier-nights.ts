import { patched } from '@temporalio/workflow';
import type { OpenedNight } from '../activities/open-night.ts';
import type { NightPlan } from '../activities/plan-night.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { LateCost } from '../domain/night-decision.ts';
import type { NightResult } from '../domain/night-result.ts';

/*
 * What a night needs that was begun by workers from before a change, whoever takes it over: docs/upgrades.md. The change `judgement` brought
 * lines of the stages into the ledger, budgets and decisions under a deadline, and gates before the push; `score-by-shard` and
 * `map-by-shard` score, and map to the models, in shards; `missed-partitions` takes in what earlier nights went on without; `reports` are
 * written of nights that failed or are held as well, and of the whole ledger; of `unplanned-nights`, whose dictionary has faults, people are told.
 */

/** Whether the night makes the steps of `judgement`; one that was begun before it goes on without them to its end. */
export const judges = (): boolean => patched('judgement');

/** To be asked where a night comes to its scores: only one that had them before the change goes without. */
export const scoresByShard = (): boolean => patched('score-by-shard');

/** The same where it comes to its models' subsets. */
export const mapsByShard = (): boolean => patched('map-by-shard');

/** The same where a partition has come: whether those that earlier nights went on without are looked for. */
export const takesMissed = (): boolean => patched('missed-partitions');

/** To be asked where a night fails, is held or is reported: whether that is done as since the change. */
export const reportsAlways = (): boolean => patched('reports');

/** To be asked where a night cannot be planned: whether people are told and the ledger has a line of it. */
export const tellsUnplanned = (): boolean => patched('unplanned-nights');

/** A plan with what one from before `judgement` lacks: nothing may be late or begun before every source is there, and nobody is told; nor is any lead written into a CRM. */
export const completePlan = (plan: NightPlan): Required<NightPlan> => ({
  ...{ policies: {}, marginMs: 0, budgets: [], alerts: false, crm: [] },
  ...plan,
  sources: plan.sources.map((source) => ({ ...{ dimensions: [OPPORTUNITY] }, ...source })),
});

/** By how many ids the run is cut; one that was begun, or is replayed, from before it was noted has shards of 2,048. */
export const idsAShardOf = ({ idsAShard = 2_048 }: Pick<OpenedNight, 'idsAShard'>): number => idsAShard;

/** What decisions cost, of a step that may have ended before `judgement`. */
export const costsOf = ({
  lateCosts = [],
}: {
  readonly lateCosts?: readonly LateCost[];
}): Pick<NightResult, 'lateCosts'> => (lateCosts.length > 0 ? { lateCosts } : {});
