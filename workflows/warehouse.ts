import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import type { NightPlan } from '../activities/plan-night.ts';
import type { NightRequest } from '../domain/night.ts';
import { compute, light } from './activities.ts';
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

/** Waits for every source: for its signal, or for `_SUCCESS` in its partition, which is then loaded. */
export async function waitForWarehouse(
  request: NightRequest,
  plan: NightPlan,
  ready: ReadonlySet<string>,
  watch: Watch,
): Promise<void> {
  if (plan.sources.length === 0) return;
  const missing = new Set(plan.sources.map(({ name }) => name));
  const arrived = (name: string): void => {
    missing.delete(name);
    watch.update({ waitingFor: [...missing] });
  };
  watch.update({ doing: 'waits for the warehouse', waitingFor: [...missing] });
  await Promise.all(
    plan.sources.map(async ({ name, drop }) => {
      if (drop === undefined) await condition(() => ready.has(name));
      else await takePartition(request, name, drop);
      arrived(name);
    }),
  );
}

async function takePartition({ dictionary, date }: NightRequest, source: string, drop: string): Promise<void> {
  const summary = `source ${source}: waits for _SUCCESS`;
  const partition = await light.awaitPartition.executeWithOptions({ summary }, [{ dictionary, date, source, drop }]);
  await compute.loadPartition.executeWithOptions({ summary: `source ${source}: loads ${partition}` }, [
    { dictionary, path: partition, until: undefined },
  ]);
}
