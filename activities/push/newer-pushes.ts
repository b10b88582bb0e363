import type { PushRun } from '../../domain/push-run.ts';
import { saltRange } from '../../domain/salt.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { leadsPath } from '../run-files.ts';
import { leadsOfPart } from './lead-lines.ts';
import type { PushSceneTask } from './push-task.ts';

/** Whether a newer night was pushed that has this lead: what it left in the CRM is newer than what this push has. */
export type IsNewer = (id: string) => boolean;

/** Pushes of newer nights that wrote, or may have written, into the fields of this one. */
export const newerPushes = (runs: readonly PushRun[], { run, mode }: PushSceneTask): PushRun[] =>
  runs.filter(
    ({ date, state, onlyShadows, result }) =>
      date > run.date &&
      (mode === 'shadow' || onlyShadows !== true) &&
      (state === 'done' || state === 'running' || (state !== 'undone' && wrote(result))),
  );

/** Leads of one part of a push that newer pushes have as well. Where their leads are gone, nobody knows which they had: all of them. */
export async function newerIn(
  blobs: BlobStore,
  { run: { dictionary }, scene, parts }: PushSceneTask,
  newer: readonly PushRun[],
  part: number,
): Promise<IsNewer> {
  const own = saltRange(part, parts);
  const ids = new Set<string>();
  for (const { date, run, parts: count } of newer) {
    for (let other = 0; other < count; other++) {
      const { from, to } = saltRange(other, count);
      if (from >= own.to || to <= own.from) continue;
      const night = { dictionary, date, run };
      if (!(await blobs.exists(leadsPath(night, scene, other)))) return () => true;
      for await (const { id } of leadsOfPart(blobs, night, scene, other)) ids.add(id);
    }
  }
  return (id) => ids.has(id);
}

const wrote = (result: PushRun['result']): boolean => (result?.delivered ?? 0) + (result?.edited ?? 0) > 0;
