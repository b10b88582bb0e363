import { pushRunKey, pushRunsTable, type PushRun } from '../../domain/push-run.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import type { PushSceneTask } from './push-task.ts';

/** The runs of a dictionary whose leads of a scene were pushed, by date, then run; empty before the first push. */
export const pushRuns = async (store: RecordTable, scene: string): Promise<PushRun[]> =>
  (await store.listRecords(pushRunsTable(scene))).map(({ value }) => value as PushRun);

export const putPushRun = (store: RecordTable, scene: string, run: PushRun): Promise<void> =>
  store.putRecord(pushRunsTable(scene), pushRunKey(run), run);

/** Begins the pushes of a run, or goes on with those that were begun before: they keep their journal, and under a retry what became of them. */
export async function beginPushRun(
  store: RecordTable,
  { run: { date, run }, scene, parts, mode }: PushSceneTask,
  nowMs: number,
): Promise<PushRun & { readonly journal: number }> {
  const runs = await pushRuns(store, scene);
  const known = runs.find((one) => pushRunKey(one) === pushRunKey({ date, run }));
  const lastJournal = Math.max(0, ...runs.map((run) => run.lastJournal));
  const journal = known?.journal ?? lastJournal + 1;
  const onlyShadows = mode === 'shadow' && (known === undefined || known.onlyShadows === true);
  const begun = { date, run, state: 'running', startedMs: nowMs, ...(onlyShadows ? { onlyShadows } : {}) } as const;
  const record = {
    ...(known && mode === 'retry' ? known : begun),
    ...{ parts, journal, lastJournal: Math.max(known?.lastJournal ?? 0, journal) },
  };
  await putPushRun(store, scene, record);
  return record;
}

/** Keeps what became of it; of the end before, where there was one, nothing stays. */
export async function endPushRun(
  store: RecordTable,
  scene: string,
  { date, run, parts, journal, lastJournal, startedMs, onlyShadows }: PushRun & { readonly journal: number },
  end: Pick<PushRun, 'state' | 'endedMs' | 'result' | 'because'>,
): Promise<void> {
  const shadows = onlyShadows ? { onlyShadows } : {};
  await putPushRun(store, scene, { ...{ date, run, parts, journal, lastJournal, startedMs }, ...shadows, ...end });
}

/** Runs of the newest pushes that keep their journals. */
const KEPT = 14;
const ENTRIES_A_PAGE = 2_000;

/** Drops the journals of all but the newest runs, page by page; one that dies half-way is ended by the next. What was pushed stays in the receipts. */
export async function dropOldJournals(
  store: RecordTable,
  scene: string,
  tableOf: (journal: number) => string,
  beat: (note: string) => void,
): Promise<void> {
  const kept = (await pushRuns(store, scene)).filter(({ journal }) => journal !== undefined);
  const oldest = kept.sort((a, b) => a.lastJournal - b.lastJournal).slice(0, Math.max(0, kept.length - KEPT));
  for (const { journal, ...run } of oldest) {
    if (journal === undefined) continue;
    for (let keys: string[] = []; ;) {
      keys = (await store.pageRecords(tableOf(journal), { limit: ENTRIES_A_PAGE })).map(({ key }) => key);
      await store.removeRecords(tableOf(journal), keys);
      beat(`drops the journal of the push of ${run.date}`);
      if (keys.length < ENTRIES_A_PAGE) break;
    }
    await putPushRun(store, scene, run);
  }
}
