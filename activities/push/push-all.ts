import { inBatches } from '../batches.ts';
import type { Beat } from '../verb.ts';
import type { AskedLeads } from './asked-leads.ts';
import { breakerOf } from './breaker.ts';
import { inLanes } from './in-lanes.ts';
import { journalOf, type Journal } from './journal.ts';
import { standingOf } from './lead-row.ts';
import { leadRows, pushRows } from './push-rows.ts';
import type { PushSceneTask } from './push-task.ts';
import type { OpenPush } from './scene-push.ts';
import { stopped } from './stopped.ts';
import { tallyText } from './tally.ts';

interface PushedTask extends PushSceneTask {
  readonly journal: number;
  /** Of a retry: whether leads are sent that have not come to their ends, besides the dead letters. */
  readonly finishes: boolean;
}

/** Brings leads to their ends, some at a time. @throws DaybreakError as pushScene */
export async function pushAll(
  open: OpenPush,
  task: PushedTask,
  leads: AsyncIterable<AskedLeads>,
  beat: Beat,
): Promise<void> {
  const { means, push, settings, rowsAtOnce } = open;
  const { tally } = means;
  const journal = openJournal(open, task);
  const breaker = breakerOf(push.breaker);
  const lines = async function* (): AsyncGenerator<AskedLeads['line']> {
    for await (const { act, line } of leads) {
      if (act === 'ask') yield line;
      else if (task.mode !== 'retry') tally[act] += 1;
    }
  };
  await inLanes(inBatches(lines(), rowsAtOnce), settings.limits.parallel, async (batch) => {
    const tried = await pushRows(open, journal, task, batch);
    beat(tallyText(tally));
    const why = breaker.count(tried);
    if (why !== undefined) throw stopped(task, why, tally.examples[0]);
  });
}

/** How many leads have not come to their ends. */
export async function waitingLeads(
  open: OpenPush,
  task: PushedTask,
  leads: AsyncIterable<AskedLeads>,
): Promise<number> {
  if (task.mode === 'retry' && !task.finishes) return 0;
  const journal = openJournal(open, task);
  let waiting = 0;
  for await (const batch of inBatches(leads, open.rowsAtOnce)) {
    const lines = batch.filter(({ act }) => act === 'ask').map(({ line }) => line);
    const rows = await leadRows(open, journal, lines);
    waiting += rows.filter((row) => standingOf(open.fields, open.push, row) === 'open').length;
  }
  return waiting;
}

const openJournal = ({ store, fields }: OpenPush, { run, scene, journal, mode }: PushedTask): Journal =>
  journalOf(store, fields, { scene, date: run.date, run: run.run, journal, onlyShadows: mode === 'shadow' });
