import { CancellationScope, condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import type { MissedTask } from '../activities/load/missed-partitions.ts';
import type { NightPlan, NightSource } from '../activities/plan-night.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { AheadRun } from '../domain/night-snapshot.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { compute, light } from './activities.ts';
import { workAhead, type Ahead } from './ahead.ts';
import { takesMissed } from './earlier-nights.ts';
import type { Late } from './late.ts';
import type { Watch } from './progress.ts';

/** `daybreak ready`: a source says that the warehouse is complete for this night. */
const readySignal = defineSignal<[source: string]>('ready');

/** Collects the ready signals from the night's first moment on; to be called before anything is awaited. */
export function readySources(): Set<string> {
  const ready = new Set<string>();
  setHandler(readySignal, (source) => {
    ready.add(source);
  });
  return ready;
}

/**
 * Waits for every source: for its signal, or for `_SUCCESS` in its partition, which is then loaded. Near the deadline sources are left that
 * the night may do without; one that is being loaded is waited for, as half of it would be worse than none.
 */
export async function waitForWarehouse(
  request: NightRequest,
  plan: NightPlan,
  ready: ReadonlySet<string>,
  watch: Watch,
  late: Late,
  began: (run: NightRun) => void,
): Promise<AheadRun | undefined> {
  if (plan.sources.length === 0) return undefined;
  const missing = new Map(plan.sources.map((source) => [source.name, source]));
  const loading = new Set<string>();
  const tell = (): void => {
    watch.update({ waitingFor: [...missing.keys()] });
  };
  const arrival = async ({ name, drop }: NightSource): Promise<void> => {
    if (drop === undefined) await condition(() => ready.has(name));
    else {
      const partition = await awaitPartition(request, name, drop);
      loading.add(name);
      if (takesMissed()) await loadMissed({ ...request, source: name, drop, timeZone: plan.timeZone });
      await loadPartition(request, name, partition);
    }
    missing.delete(name);
    tell();
  };
  watch.update({ doing: 'waits for the warehouse' });
  tell();

  const scope = new CancellationScope();
  let failure: { readonly error: unknown } | undefined;
  let timeUp = false;
  const { sourcesUntilMs } = late;
  const inScope = (work: () => Promise<void>): void => {
    scope.run(work).catch((error: unknown) => {
      failure ??= { error };
    });
  };
  for (const source of plan.sources) inScope(() => arrival(source));
  if (sourcesUntilMs !== undefined) {
    inScope(async () => {
      await sleep(Math.max(1, sourcesUntilMs - Date.now()));
      timeUp = true;
    });
  }
  // Apart from the waiting, which ends before it.
  const aheadScope = new CancellationScope();
  let ahead: Ahead | undefined;
  inScope(async () => {
    const ready = await readyAhead(plan, missing);
    if (ready.length > 0) ahead = workAhead(request, ready, watch, began, aheadScope);
  });
  const mayGoOn = (): boolean =>
    timeUp && [...missing.values()].every((source) => late.mayMiss(source) && !loading.has(source.name));
  await condition(() => failure !== undefined || missing.size === 0 || mayGoOn());
  scope.cancel();
  const failed = failure as { readonly error: unknown } | undefined;
  if (failed) {
    aheadScope.cancel();
    throw failed.error;
  }
  // What is under way has to be done anyway, unless time is up.
  const begun = ahead;
  const done = await begun?.settle(sourcesUntilMs === undefined ? undefined : Math.max(0, sourcesUntilMs - Date.now()));
  for (const source of missing.values()) {
    late.miss(source);
    const { name, drop } = source;
    if (drop === undefined) continue;
    const { dictionary, date } = request;
    await light.missPartition.executeWithOptions({ summary: `source ${name}: a later night takes it in` }, [
      { dictionary, date, source: name, drop, timeZone: plan.timeZone },
    ]);
  }
  return done;
}

/** Sources that come one after the other within this time are waited for before anything is begun. */
const SOON_MS = 60_000;

/** Waits until it is known whom to score while other sources are still missing; gives the dimensions that need none of those. */
async function readyAhead(
  { sources, policies }: NightPlan,
  missing: ReadonlyMap<string, NightSource>,
): Promise<string[]> {
  const feeds = ({ dimensions }: NightSource, type: string): boolean => dimensions.includes(type);
  const ready = (type: string): boolean => ![...missing.values()].some((source) => feeds(source, type));
  if (sources.every((source) => feeds(source, OPPORTUNITY))) return [];
  await condition(() => ready(OPPORTUNITY));
  if (await condition(() => missing.size === 0, SOON_MS)) return [];
  return Object.keys(policies).filter(ready);
}

/** What earlier nights went on without. */
async function loadMissed({ dictionary, date, source, drop, timeZone }: MissedTask): Promise<void> {
  const task: MissedTask = { dictionary, date, source, drop, timeZone };
  const summary = `source ${source}: has what was missed come?`;
  for (const partition of await light.missedPartitions.executeWithOptions({ summary }, [task])) {
    await loadPartition(task, source, partition);
    await light.tookPartition.executeWithOptions({ summary: `source ${source}: ${partition} is in` }, [
      { ...task, partition },
    ]);
  }
}

const awaitPartition = ({ dictionary, date }: NightRequest, source: string, drop: string): Promise<string> =>
  light.awaitPartition.executeWithOptions({ summary: `source ${source}: waits for _SUCCESS` }, [
    { dictionary, date, source, drop },
  ]);

const loadPartition = (
  { dictionary }: Pick<NightRequest, 'dictionary'>,
  source: string,
  path: string,
): Promise<unknown> =>
  compute.loadPartition.executeWithOptions({ summary: `source ${source}: loads ${path}` }, [
    { dictionary, path, until: undefined },
  ]);
