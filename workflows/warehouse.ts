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
  setHandler(
    readySignal,
    (source) => {
      ready.add(source);
    },
    { description: 'a source is ready, by its name: npx daybreak ready' },
  );
  return ready;
}

/** A night whose sources may not have come yet. */
interface WaitingNight {
  readonly request: NightRequest;
  readonly plan: NightPlan;
  /** As `readySources` collects them. */
  readonly ready: ReadonlySet<string>;
  readonly watch: Watch;
  readonly late: Late;
  /** Told of the run that is begun while the night waits. */
  readonly began: (run: NightRun) => void;
}

/**
 * Waits for every source: for its signal, or for `_SUCCESS` in its partition, which is then loaded. Near the deadline sources are left that
 * the night may do without; one that is being loaded is waited for, as half of it would be worse than none. Gives what was done meanwhile.
 */
export async function waitForWarehouse(night: WaitingNight): Promise<AheadRun | undefined> {
  const { request, plan, watch, late } = night;
  if (plan.sources.length === 0) return undefined;
  const coming: Coming = { missing: new Map(plan.sources.map((source) => [source.name, source])), loading: new Set() };
  const { missing } = coming;
  watch.update({ doing: 'waits for the warehouse' });
  tellMissing(night, coming);

  const { sourcesUntilMs } = late;
  const waiting = sideBySide();
  for (const source of plan.sources) waiting.begin(() => arrival(night, coming, source));
  const isTimeUp = timer(sourcesUntilMs, waiting);
  const ahead = beginAhead(night, coming, waiting);
  const mayGoOn = (): boolean => isTimeUp() && mayMissAll(late, coming);
  await condition(() => waiting.failure() !== undefined || missing.size === 0 || mayGoOn());
  waiting.end();
  const failed = waiting.failure();
  if (failed) {
    ahead.scope.cancel();
    throw failed.error;
  }
  // What is under way has to be done anyway, unless time is up.
  const patienceMs = sourcesUntilMs === undefined ? undefined : Math.max(0, sourcesUntilMs - Date.now());
  const done = await ahead.begun()?.settle(patienceMs);
  for (const source of missing.values()) {
    late.miss(source);
    const { name, drop } = source;
    if (drop !== undefined) await missPartition({ ...request, source: name, drop, timeZone: plan.timeZone });
  }
  // From here on nothing is waited for: who looks, and a forecast that is told, must not name them.
  missing.clear();
  tellMissing(night, coming);
  return done;
}

/** How far the sources have come. */
interface Coming {
  /** By name; a source goes as soon as its rows are in. */
  readonly missing: Map<string, NightSource>;
  /** Those whose partition is there and is read, or was. */
  readonly loading: Set<string>;
}

const tellMissing = ({ watch }: WaitingNight, { missing }: Coming): void => {
  watch.update({ waitingFor: [...missing.keys()] });
};

/** From the wait for one source to its rows in the store. */
async function arrival(night: WaitingNight, coming: Coming, { name, drop }: NightSource): Promise<void> {
  const { request, plan, ready } = night;
  if (drop === undefined) await condition(() => ready.has(name));
  else {
    const partition = await awaitPartition(request, name, drop);
    coming.loading.add(name);
    if (takesMissed()) await loadMissed({ ...request, source: name, drop, timeZone: plan.timeZone });
    await loadPartition(request, name, partition);
  }
  coming.missing.delete(name);
  tellMissing(night, coming);
}

const mayMissAll = (late: Late, { missing, loading }: Coming): boolean =>
  [...missing.values()].every((source) => late.mayMiss(source) && !loading.has(source.name));

/** Work that goes on beside each other until all of it is ended. */
interface SideBySide {
  begin(work: () => Promise<void>): void;
  /** The first one. */
  failure(): { readonly error: unknown } | undefined;
  end(): void;
}

function sideBySide(): SideBySide {
  const scope = new CancellationScope();
  let failure: { readonly error: unknown } | undefined;
  return {
    begin(work) {
      scope.run(work).catch((error: unknown) => {
        failure ??= { error };
      });
    },
    failure: () => failure,
    end() {
      scope.cancel();
    },
  };
}

/** Whether the moment has come; without one it never comes. */
function timer(untilMs: number | undefined, waiting: SideBySide): () => boolean {
  let isUp = false;
  if (untilMs !== undefined) {
    waiting.begin(async () => {
      await sleep(Math.max(1, untilMs - Date.now()));
      isUp = true;
    });
  }
  return () => isUp;
}

/** Begins what can be done without the sources that are missing, once it is known. It goes on when the waiting has ended, so it has its own scope. */
function beginAhead(
  { request, plan, watch, began }: WaitingNight,
  { missing }: Coming,
  waiting: SideBySide,
): { readonly begun: () => Ahead | undefined; readonly scope: CancellationScope } {
  const scope = new CancellationScope();
  let ahead: Ahead | undefined;
  waiting.begin(async () => {
    const types = await readyAhead(plan, missing);
    if (types.length > 0) ahead = workAhead(request, types, watch, began, scope);
  });
  return { begun: () => ahead, scope };
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

const missPartition = ({ dictionary, date, source, drop, timeZone }: MissedTask): Promise<unknown> =>
  light.missPartition.executeWithOptions({ summary: `source ${source}: a later night takes it in` }, [
    { dictionary, date, source, drop, timeZone },
  ]);

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
