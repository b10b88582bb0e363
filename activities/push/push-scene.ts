import type { LeadLine } from '../../domain/lead-line.ts';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import { journalTable } from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { pushRunKey, type PushRun } from '../../domain/push-run.ts';
import { inBatches } from '../batches.ts';
import type { Ports } from '../ports.ts';
import type { Beat, Verb } from '../verb.ts';
import { afterRetry } from './after-retry.ts';
import { breakerOf, unusualRows } from './breaker.ts';
import { wallClock, type PushClock } from './clock.ts';
import { inLanes } from './in-lanes.ts';
import { journalOf } from './journal.ts';
import { changedLeads, leadLines } from './lead-lines.ts';
import { pushRows, type Mode } from './push-rows.ts';
import { beginPushRun, dropOldJournals, pushRuns, putPushRun } from './push-runs.ts';
import { withOpenPush, type OpenPush, type ScenePushed } from './scene-push.ts';
import { resultOf, tallyText } from './tally.ts';

export interface PushSceneTask extends ScenePushed {
  /** Parts that the leads are cut into. */
  readonly parts: number;
  /** `push` where it is left out. `shadow`: only the fields that have a shadow. */
  readonly mode?: Mode;
}

/**
 * Brings the leads of a scene into the CRM: what changed is read, written and read back, and every lead has a receipt. May be repeated and
 * goes on where it was interrupted. A lead that fails is a dead letter and fails nothing else.
 * @throws DaybreakError CRM_FAILED, CRM_REFUSED, CRM_STOPPED, SETTINGS_INVALID; what was delivered until then is kept
 */
export const pushScene: Verb<PushSceneTask, PushResult> = (ports) => (task, beat) =>
  pushSceneBy(wallClock, ports, task, beat);

/** The same by any clock. */
export function pushSceneBy(clock: PushClock, ports: Ports, task: PushSceneTask, beat: Beat): Promise<PushResult> {
  const onlyShadows = task.mode === 'shadow';
  return withOpenPush(ports, { ...task, onlyShadows }, { clock, beat }, (open) =>
    task.mode === 'dry-run' ? dryRun(ports, open, task, beat) : recorded(ports, open, task, { clock, beat }),
  );
}

async function dryRun(ports: Ports, open: OpenPush, task: PushSceneTask, beat: Beat): Promise<PushResult> {
  const runs = await pushRuns(open.store, task.scene);
  const known = runs.find((run) => pushRunKey(run) === pushRunKey(task.run));
  await pushAll(ports, open, { ...task, journal: known?.journal ?? 0, resumed: known !== undefined }, beat);
  const stopped = unusualRows(open.means.tally.changed, usualRows(runs, task), open.push.breaker);
  return resultOf(task.scene, true, open.means.tally, stopped);
}

/** A push whose beginning and end are kept. */
async function recorded(
  ports: Ports,
  open: OpenPush,
  task: PushSceneTask,
  { clock, beat }: { readonly clock: PushClock; readonly beat: Beat },
): Promise<PushResult> {
  const { run, scene, parts, mode } = task;
  const { store, means, push } = open;
  const runs = await pushRuns(store, scene);
  const known = runs.find((one) => pushRunKey(one) === pushRunKey(run));
  const resumed = known !== undefined;
  const begun = await beginPushRun(store, scene, { ...run, parts, startedMs: clock.nowMs() });
  const end = (state: PushRun['state'], because?: string): Promise<void> => {
    const own = resultOf(scene, false, means.tally, state === 'stopped' ? because : undefined);
    const result = mode === 'retry' && known?.result ? afterRetry(known.result, own) : own;
    const why = because === undefined ? {} : { because };
    return putPushRun(store, scene, { ...begun, state, endedMs: clock.nowMs(), result, ...why });
  };
  try {
    const unusual =
      mode === 'retry' || mode === 'shadow'
        ? undefined
        : unusualRows(await changedLeads(ports.blobs, run, scene, parts), usualRows(runs, task), push.breaker);
    if (unusual !== undefined) throw stopped(task, unusual);
    await pushAll(ports, open, { ...task, journal: begun.journal, resumed }, beat);
  } catch (thrown) {
    const error = asDaybreakError(thrown);
    await end(error.code === 'CRM_STOPPED' ? 'stopped' : 'failed', error.message);
    throw thrown;
  }
  await end('done');
  await dropOldJournals(store, scene, (journal) => journalTable(scene, journal), beat);
  return resultOf(scene, false, means.tally);
}

/** Every lead that may have to be written, some at a time; of a push that goes on also those that are written by now, to count them. */
async function pushAll(
  ports: Ports,
  open: OpenPush,
  task: PushSceneTask & { readonly journal: number; readonly resumed: boolean },
  beat: Beat,
): Promise<void> {
  const { run, scene, parts, mode = 'push', journal: number, resumed } = task;
  const { means, push, store, fields, settings } = open;
  const journal = journalOf(store, fields, { scene, date: run.date, run: run.run, journal: number });
  const breaker = breakerOf(push.breaker);
  const worthAsking = async function* (): AsyncGenerator<LeadLine> {
    for await (const line of leadLines(ports.blobs, run, scene, parts)) {
      if (line.changed || (resumed && mode !== 'retry')) yield line;
      else if (mode !== 'retry') means.tally.same += 1;
    }
  };
  await inLanes(inBatches(worthAsking(), open.rowsAtOnce), settings.limits.parallel, async (lines) => {
    const { tried, failed } = await pushRows(open, journal, mode, lines);
    beat(tallyText(means.tally));
    const why = breaker.count(tried, failed);
    if (why !== undefined) throw stopped(task, why, means.tally.examples[0]);
  });
}

/** How many leads the pushes of other runs wrote, of the newest ones. */
function usualRows(runs: readonly PushRun[], { run }: PushSceneTask): number[] {
  const others = runs.filter((one) => one.state === 'done' && pushRunKey(one) !== pushRunKey(run));
  return others.slice(-USUAL_RUNS).map(({ result }) => result?.changed ?? 0);
}

const USUAL_RUNS = 14;

const stopped = ({ run, scene }: ScenePushed, why: string, example?: { id: string; reason: string }): DaybreakError =>
  new DaybreakError(
    'CRM_STOPPED',
    `the push of ${scene} of ${run.date} stopped itself: ${why}${example ? `; for example ${example.id}: ${example.reason}` : ''}`,
    'look at `daybreak push status`; mend it and push again, or raise the limit under crm.push in settings.yaml',
  );
