import { asDaybreakError } from '../../domain/errors.ts';
import { journalTable } from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { pushRunKey, type PushRun } from '../../domain/push-run.ts';
import type { Ports } from '../ports.ts';
import type { Beat, Verb } from '../verb.ts';
import { afterRetry } from './after-retry.ts';
import { askedLeads, changedLeads } from './asked-leads.ts';
import { unusualRows } from './breaker.ts';
import { wallClock, type PushClock } from './clock.ts';
import { pushAll, waitingLeads } from './push-all.ts';
import { beginPushRun, dropOldJournals, endPushRun, pushRuns } from './push-runs.ts';
import type { PushSceneTask } from './push-task.ts';
import { withOpenPush, type OpenPush } from './scene-push.ts';
import { stopped } from './stopped.ts';
import { resultOf } from './tally.ts';

/**
 * Brings the leads of a scene into the CRM: what changed is read, written and read back, and every lead has a receipt. May be repeated and
 * goes on where it was interrupted. A lead that fails is a dead letter and fails nothing else; one that a newer night was pushed with is left alone.
 * @throws DaybreakError CRM_FAILED, CRM_REFUSED, CRM_LIMIT, CRM_STOPPED, SETTINGS_INVALID; what was delivered until then is kept
 */
export const pushScene: Verb<PushSceneTask, PushResult> = (ports) => (task, beat) =>
  pushSceneBy(wallClock, ports, task, beat);

/** The same by any clock. */
export function pushSceneBy(clock: PushClock, ports: Ports, task: PushSceneTask, beat: Beat): Promise<PushResult> {
  const onlyShadows = task.mode === 'shadow';
  return withOpenPush(ports, { ...task, onlyShadows }, { clock, beat }, async (open) => {
    const runs = await pushRuns(open.store, task.scene);
    return task.mode === 'dry-run'
      ? dryRun(ports, open, task, runs, beat)
      : recorded(ports, open, task, runs, { clock, beat });
  });
}

async function dryRun(
  ports: Ports,
  open: OpenPush,
  task: PushSceneTask,
  runs: readonly PushRun[],
  beat: Beat,
): Promise<PushResult> {
  const { tally } = open.means;
  const journal = runs.find(isOf(task))?.journal ?? 0;
  await pushAll(open, { ...task, journal, finishes: false }, askedLeads(ports.blobs, task, runs), beat);
  return resultOf(task.scene, true, tally, unusualRows(tally.changed, usualRows(runs, task), open.push.breaker));
}

/** A push whose beginning and end are kept. */
async function recorded(
  ports: Ports,
  open: OpenPush,
  task: PushSceneTask,
  runs: readonly PushRun[],
  { clock, beat }: { readonly clock: PushClock; readonly beat: Beat },
): Promise<PushResult> {
  const { run, scene, mode = 'push' } = task;
  const { store, means, push } = open;
  const known = runs.find(isOf(task));
  const finishes = mode === 'retry' && known !== undefined && known.state !== 'done' && known.onlyShadows !== true;
  const leads = (): ReturnType<typeof askedLeads> => askedLeads(ports.blobs, task, runs);
  const begun = await beginPushRun(store, task, clock.nowMs());
  const end = async (state: PushRun['state'], because?: string): Promise<void> => {
    const own = resultOf(scene, false, means.tally, state === 'stopped' ? because : undefined);
    const result = begun.result ? afterRetry(begun.result, own) : own;
    const why = because === undefined ? {} : { because };
    await endPushRun(store, scene, begun, { state, endedMs: clock.nowMs(), result, ...why });
  };
  const all = { ...task, journal: begun.journal, finishes };
  try {
    if (mode === 'push' || finishes) {
      const unusual = unusualRows(await changedLeads(leads()), usualRows(runs, task), push.breaker);
      if (unusual !== undefined) throw stopped(task, unusual);
    }
    await pushAll(open, all, leads(), beat);
  } catch (thrown) {
    const error = asDaybreakError(thrown);
    if (error.code === 'CRM_LIMIT') means.tally.waiting = await waitingLeads(open, all, leads());
    await end(STATES[error.code] ?? 'failed', error.message);
    throw thrown;
  }
  await end('done');
  await dropOldJournals(store, scene, (journal) => journalTable(scene, journal), beat);
  const { newer } = means.tally;
  if (newer > 0)
    ports.log.warn({ scene, date: run.date, newer }, 'leads were left as the push of a newer night left them');
  return resultOf(scene, false, means.tally);
}

const isOf =
  ({ run }: PushSceneTask) =>
  (one: PushRun): boolean =>
    pushRunKey(one) === pushRunKey(run);

/** Of a push that did not come to its end; of every other code it failed. */
const STATES: Readonly<Record<string, PushRun['state'] | undefined>> = { CRM_STOPPED: 'stopped', CRM_LIMIT: 'waiting' };

/** How many leads the pushes of other runs wrote, of the newest ones. One that left leads to newer nights is not usual. */
function usualRows(runs: readonly PushRun[], task: PushSceneTask): number[] {
  const others = runs.filter((one) => one.state === 'done' && !isOf(task)(one) && one.result?.newer === undefined);
  return others.slice(-USUAL_RUNS).map(({ result }) => result?.changed ?? 0);
}

const USUAL_RUNS = 14;
