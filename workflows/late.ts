import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import type { NightPlan, NightSource } from '../activities/plan-night.ts';
import { restMs } from '../domain/budget.ts';
import { decisionSaid, type LateCost, type LatePolicy, type NightDecision } from '../domain/night-decision.ts';
import type { NightRun } from '../domain/night.ts';
import { light } from './activities.ts';
import type { Alerts } from './alerts.ts';
import type { Watch } from './progress.ts';

/**
 * What the night does near its deadline without a dimension that is late. The clock decides only that; the decision then stands in the run's
 * snapshot, where every step reads it.
 */
export interface Late {
  /** Until when sources are waited for that the night may do without; undefined where it may do without none. */
  readonly sourcesUntilMs: number | undefined;
  /** Whether the night may go on without a source: every dimension that it feeds may be late. */
  mayMiss(source: NightSource): boolean;
  /** The night goes on without it. */
  miss(source: NightSource): void;
  /** Takes what was decided so far into a run that has begun. */
  begin(run: NightRun): Promise<void>;
  /**
   * Does a piece of a stage for one dimension. One that takes too long is given up and done as decided.
   * @param work is told what to add to names that Temporal wants to be unique
   */
  within(
    run: NightRun,
    stage: 'compute' | 'aggregate',
    type: string,
    work: (attempt: string) => Promise<Record<string, number>>,
  ): Promise<Record<string, number>>;
}

type Proposal = Pick<NightDecision, 'dimension' | 'policy' | 'because'>;

/** How long a worker may take to give up what nobody waits for any more. */
const GIVE_UP_MS = 30_000;

export function lateOf(
  { deadlineMs, policies, marginMs, budgets, sources }: NightPlan,
  watch: Watch,
  alerts: Alerts,
): Late {
  const proposals = new Map<string, Proposal>();
  const policyOf = (type: string): LatePolicy => policies[type] ?? 'wait';
  const mayMiss = (source: NightSource): boolean => source.dimensions.every((type) => policyOf(type) !== 'wait');

  function propose(type: string, because: string): void {
    const policy = policyOf(type);
    if (policy !== 'wait') proposals.set(type, { dimension: type, policy, because });
  }

  // One after the other: each rewrites the run's snapshot.
  let deciding: Promise<unknown> = Promise.resolve();
  function decide(run: NightRun, wanted: readonly Proposal[]): Promise<void> {
    const decided = deciding.then(async () => {
      const summary = `goes on without ${wanted.map(({ dimension }) => dimension).join(', ')}`;
      const costs = await light.decideLate.executeWithOptions({ summary }, [{ run, proposals: wanted }]);
      watch.update({ decisions: costs.map((cost) => `${decisionSaid(cost)}: ${cost.because}`) });
      for (const cost of costs) tellOf(cost, alerts);
    });
    deciding = decided.catch(() => undefined);
    return decided;
  }

  /** At least half of the time that is left when a stage begins, as the night may have waited for a source to the last. */
  function untilMs(stage: 'compute' | 'aggregate'): number | undefined {
    const nowMs = Date.now();
    if (deadlineMs === undefined || nowMs >= deadlineMs) return undefined;
    const rest = restMs(budgets, stage === 'compute' ? 'aggregate' : 'files');
    return Math.max(deadlineMs - Math.max(marginMs, rest), nowMs + (deadlineMs - nowMs) / 2);
  }

  return {
    sourcesUntilMs:
      deadlineMs === undefined || !sources.some(mayMiss)
        ? undefined
        : deadlineMs - Math.max(marginMs, restMs(budgets, 'ingest')),
    mayMiss,
    miss: ({ name, dimensions }) => {
      for (const type of dimensions) {
        const known = proposals.get(type);
        propose(type, known ? `${known.because}, nor had ${name}` : `its source ${name} had not come`);
      }
    },
    begin: async (run) => {
      if (proposals.size > 0) await decide(run, [...proposals.values()]);
    },
    async within(run, stage, type, work) {
      const until = untilMs(stage);
      if (until === undefined || policyOf(type) === 'wait' || proposals.has(type)) return work('');
      const done = await endedBy(until, () => work(''));
      if (done !== undefined) return done;
      propose(type, stage === 'compute' ? 'it was not computed in time' : 'it was not aggregated in time');
      log.warn('a dimension is late', { dimension: type, stage });
      const proposal = proposals.get(type);
      if (proposal) await decide(run, [proposal]);
      return work('/late');
    },
  };
}

/** What a piece of work gives if it ends in time; else it is cancelled, and there is nothing. */
async function endedBy<T>(untilMs: number, work: () => Promise<T>): Promise<T | undefined> {
  const scope = new CancellationScope();
  let ended = false;
  const working = scope.run(work).finally(() => {
    ended = true;
  });
  working.catch(() => undefined); // thrown below
  if (await condition(() => ended, Math.max(1, untilMs - Date.now()))) return working;
  scope.cancel();
  // A worker that does not answer is not waited for: what it may still write does not count.
  if (!(await condition(() => ended, GIVE_UP_MS))) return undefined;
  return working.catch((error: unknown) => {
    if (isCancellation(error)) return undefined;
    throw error;
  });
}

function tellOf(cost: LateCost, alerts: Alerts): void {
  const scored = cost.models.length > 0 ? `scores of ${cost.models.join(', ')}` : 'no scores';
  alerts.raise(
    `late/${cost.dimension}`,
    `${cost.dimension} is late: ${cost.because}`,
    `the night goes on with ${decisionSaid(cost)}, which touches ${cost.columns} columns and ${scored}`,
  );
}
