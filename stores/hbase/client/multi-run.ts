import { setTimeout as sleep } from 'node:timers/promises';
import type { DataPath } from './data-path.ts';
import { sortException } from './exceptions.ts';
import { HBaseError } from './hbase-error.ts';
import { unanswered, type MultiResponse } from './multi-answers.ts';
import { chainsOf } from './multi-chains.ts';
import { planMultis, type MultiRequestPlan, type MultiWork } from './multi-plan.ts';
import { mayRepeat, pauseMs, type Repeat } from './retry.ts';

/** One kind of work that goes out in Multis. */
export interface MultiKind extends MultiWork {
  /** `always`: an item that follows a repeated one of the same row is repeated too, so that their order holds. */
  readonly repeat: Repeat;
  encode(plan: MultiRequestPlan): { readonly request: object; readonly cells: readonly Uint8Array[] };
  /** Reports each item of the plan: undefined where it is done. */
  decode(plan: MultiRequestPlan, response: MultiResponse, cells: Uint8Array, report: Report): void;
  /** An item is given up. */
  fail(item: number, error: HBaseError): void;
}

type Report = (item: number, error: HBaseError | undefined) => void;

/**
 * Does the work of items 0 .. count - 1 that are in `items`, each to its end: done, or failed for good. What can be repeated is, alone;
 * until nothing has got on for operationTimeoutMs.
 */
export async function runMulti(
  { cluster, inFlight }: DataPath,
  kind: MultiKind,
  items: readonly number[],
): Promise<void> {
  const { operationTimeoutMs } = cluster.options;
  let pending = items;
  let deadline = performance.now() + operationTimeoutMs;
  for (let attempt = 1; pending.length > 0; attempt++) {
    const failures = new Map<number, HBaseError>();
    const chains = chainsOf(pending, (item) => kind.rowOf(item));
    const { plans, unplaced } = await planMultis(cluster, kind, chains);
    for (const { items: homeless, error } of unplaced)
      for (const item of homeless) failures.set(item, asHBaseError(error));
    await Promise.all(plans.map((plan) => inFlight(plan.server, () => send(cluster, kind, plan, failures))));

    const again: number[] = [];
    for (const [item, error] of failures) {
      if (mayRepeat(error, sortException(error), kind.repeat)) again.push(item);
      else kind.fail(item, error);
    }
    if (again.length < pending.length) {
      attempt = 1;
      deadline = performance.now() + operationTimeoutMs;
    }
    if (again.length > 0 && performance.now() > deadline) {
      for (const item of again) kind.fail(item, failures.get(item)!);
      return;
    }
    // Ascending, so that items of one row keep their order.
    pending = again.sort((a, b) => a - b);
    if (pending.length > 0) await sleep(pauseMs(attempt));
  }
}

/** Sends one Multi; what of it failed goes into `failures`. */
async function send(
  cluster: DataPath['cluster'],
  kind: MultiKind,
  plan: MultiRequestPlan,
  failures: Map<number, HBaseError>,
): Promise<void> {
  const answered = new Set<number>();
  try {
    const { request, cells } = kind.encode(plan);
    const answer = await cluster.call<MultiResponse>(plan.server, 'ClientService', 'Multi', request, { cells });
    kind.decode(plan, answer.response, answer.cells, (item, error) => {
      answered.add(item);
      if (error) failures.set(item, error);
    });
    for (const { items } of plan.regions)
      for (const item of items) if (!answered.has(item)) failures.set(item, unanswered('a row', plan.server));
  } catch (error) {
    const failure = asHBaseError(error);
    for (const { items } of plan.regions)
      for (const item of items) if (!answered.has(item)) failures.set(item, failure);
  }
  for (const { location, items } of plan.regions) {
    const remedies = new Set<string>();
    for (const item of items) {
      const error = failures.get(item);
      if (error) remedies.add(sortException(error));
    }
    for (const remedy of remedies) count(cluster, remedy);
    if (remedies.has('relocate') || remedies.has('reconnect')) cluster.forget(location);
    if (kind.repeat === 'always' && remedies.size > 0) repeatFollowers(kind, items, failures);
  }
}

/** An item behind a failed one of its row is carried out again after it: the last one has to have the last word. */
function repeatFollowers(kind: MultiKind, items: readonly number[], failures: Map<number, HBaseError>): void {
  for (let i = 1; i < items.length; i++) {
    const before = failures.get(items[i - 1]!);
    const item = items[i]!;
    if (!before || failures.has(item) || sortException(before) === 'never') continue;
    if (Buffer.compare(kind.rowOf(items[i - 1]!), kind.rowOf(item)) === 0) failures.set(item, before);
  }
}

function count({ metrics }: DataPath['cluster'], remedy: string): void {
  if (remedy in metrics.retries) metrics.retries[remedy as keyof typeof metrics.retries]++;
}

const asHBaseError = (error: unknown): HBaseError =>
  error instanceof HBaseError
    ? error
    : new HBaseError('usage', error instanceof Error ? error.message : String(error), { cause: error });
