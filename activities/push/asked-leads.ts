import type { LeadLine } from '../../domain/lead-line.ts';
import { pushRunKey, type PushRun } from '../../domain/push-run.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { leadsOfPart } from './lead-lines.ts';
import { newerIn, newerPushes } from './newer-pushes.ts';
import type { PushSceneTask } from './push-task.ts';

/** The leads of a push, and why those are passed over that are not asked about. */
export interface AskedLeads {
  /** `ask`: it may have to be written. `same`: the CRM has it. `newer`: a newer night has been pushed, which has it. */
  readonly act: 'ask' | 'same' | 'newer';
  readonly line: LeadLine;
}

/**
 * Every lead of a push. One that is to be written is asked about, and of a push that goes on with an earlier one all are, so that what that one
 * did counts. @param runs all pushes of the scene
 */
export async function* askedLeads(
  blobs: BlobStore,
  task: PushSceneTask,
  runs: readonly PushRun[],
): AsyncGenerator<AskedLeads> {
  const { run, scene, parts, mode } = task;
  const resumed = mode !== 'retry' && runs.some((one) => pushRunKey(one) === pushRunKey(run));
  const newer = task.older === true || mode === 'retry' ? [] : newerPushes(runs, task);
  for (let part = 0; part < parts; part++) {
    const isNewer = newer.length > 0 ? await newerIn(blobs, task, newer, part) : () => false;
    for await (const line of leadsOfPart(blobs, run, scene, part)) {
      if (isNewer(line.id)) yield { act: 'newer', line };
      else yield { act: line.changed || resumed ? 'ask' : 'same', line };
    }
  }
}

/** How many leads have changed, of those that are asked about. */
export async function changedLeads(leads: AsyncIterable<AskedLeads>): Promise<number> {
  let changed = 0;
  for await (const { act, line } of leads) changed += act === 'ask' && line.changed ? 1 : 0;
  return changed;
}
