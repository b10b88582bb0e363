import { DaybreakError } from '../../domain/errors.ts';
import { own, sameValue, type TargetField } from '../../domain/push-field.ts';
import {
  journalTable,
  receiptsTable,
  type FieldValues,
  type PushEntry,
  type PushReceipt,
} from '../../domain/push-receipt.ts';
import type { PushResult } from '../../domain/push-result.ts';
import { pushRunKey, type PushRun } from '../../domain/push-run.ts';
import type { CrmRecord } from '../../crm/crm.ts';
import type { KeyedRecord } from '../../stores/record-table.ts';
import type { Ports } from '../ports.ts';
import { recordPages } from '../record-pages.ts';
import type { Beat, Verb } from '../verb.ts';
import { wallClock, type PushClock } from './clock.ts';
import type { Decision } from './decide-row.ts';
import { deliver } from './deliver.ts';
import { MISSING, type End } from './ends.ts';
import { pushRuns, putPushRun } from './push-runs.ts';
import type { ScenePushed } from './push-task.ts';
import { withOpenPush, type OpenPush } from './scene-push.ts';
import { countDead, resultOf, tallyText } from './tally.ts';

export interface UndoPushTask extends ScenePushed {
  /** Why, for people. */
  readonly because: string;
}

/**
 * Restores what stood in the CRM before the pushes of a run, where the value that they wrote is still there; what was changed since stands.
 * Every restored value is read back. May be repeated, also after a kill.
 * @throws DaybreakError NIGHT_MISSING where the run was never pushed or its journal was dropped; as pushScene
 */
export const undoPush: Verb<UndoPushTask, PushResult> = (ports) => (task, beat) =>
  undoPushBy(wallClock, ports, task, beat);

/** The same by any clock. */
export const undoPushBy = (clock: PushClock, ports: Ports, task: UndoPushTask, beat: Beat): Promise<PushResult> =>
  withOpenPush(ports, task, { clock, beat }, async (open) => {
    const { scene, because } = task;
    const { store, means } = open;
    const { journal, ...pushed } = await pushedRun(open, task);
    for await (const page of recordPages(store, journalTable(scene, journal), { limit: open.rowsAtOnce })) {
      await undoRows(open, { ...pushed, scene, journal }, page);
      beat(tallyText(means.tally));
    }
    await putPushRun(store, scene, { ...pushed, journal, state: 'undone', endedMs: clock.nowMs(), because });
    return resultOf(scene, false, means.tally);
  });

async function pushedRun(
  { store }: OpenPush,
  { run, scene }: ScenePushed,
): Promise<PushRun & { readonly journal: number }> {
  const found = (await pushRuns(store, scene)).find((one) => pushRunKey(one) === pushRunKey(run));
  if (found?.journal !== undefined) return { ...found, journal: found.journal };
  throw new DaybreakError(
    'NIGHT_MISSING',
    `${scene} of ${run.date}, run ${run.run}, ${found ? 'was pushed so long ago that what stood before is no longer known' : 'was never pushed'}`,
    'name another date; `daybreak push status` says which nights were pushed',
  );
}

interface UndoRow {
  readonly id: string;
  readonly entry: PushEntry;
  readonly receipt: PushReceipt | undefined;
}

type Undone = Pick<PushRun, 'date' | 'run' | 'onlyShadows'> & { readonly scene: string; readonly journal: number };

async function undoRows(open: OpenPush, undone: Undone, page: readonly KeyedRecord[]): Promise<void> {
  const { store, fields, means } = open;
  const { scene } = undone;
  const receipts = await store.getRecords(receiptsTable(scene), page.map(({ key }) => key)); // prettier-ignore
  const rows = page
    .map(({ key, value }, i): UndoRow => ({ id: key, entry: value as PushEntry, receipt: receipts[i] as PushReceipt }))
    .filter(({ entry }) => entry.state !== 'undone' && entry.before !== undefined);
  await deliver(
    means,
    {
      fields,
      decide: (row, record) => decideUndo(fields, row.entry, record),
      // The journal says already what is restored and what over.
      sent: () => Promise.resolve(),
      lost: () => Promise.resolve(),
      lostBefore: () => 0,
      isSuspect: () => false,
      ended: (ends) => keepEnds(open, undone, ends),
      readsBack: () => true,
    },
    rows,
  );
}

async function keepEnds(
  { store, fields, means: { tally } }: OpenPush,
  run: Undone,
  all: ReadonlyMap<UndoRow, End>,
): Promise<void> {
  // A dead letter that shows what it showed before has nothing to be undone.
  const ends = [...all].filter(([{ entry }, end]) => entry.state !== 'dead' || end.state !== 'delivered' || !end.found);
  const undone = ends.filter(([, { state }]) => state === 'delivered' || state === 'edited');
  await store.putRecords(receiptsTable(run.scene), ends.flatMap(([row, end]) => receiptAfter(fields, run, row, end))); // prettier-ignore
  await store.putRecords(
    journalTable(run.scene, run.journal),
    undone.map(([{ id, entry }]) => [id, { ...entry, state: 'undone' } satisfies PushEntry] as const),
  );
  tally.changed += ends.length;
  for (const [{ id }, end] of ends) {
    if (end.state === 'delivered' || end.state === 'edited') tally[end.state] += 1;
    else countDead(tally, id, end.state === 'dead' ? end.reason : MISSING);
    if (end.state === 'delivered' && end.found) tally.found += 1;
  }
}

/** A field is restored where it shows what the run wrote. */
function decideUndo(
  fields: readonly TargetField[],
  { before, values }: PushEntry,
  record: CrmRecord | undefined,
): Decision {
  if (!record) return { act: 'missing' };
  const present = ({ target }: TargetField): FieldValues[string] => own(record.values, target) ?? null;
  const written = fields.filter(({ target }) => own(before, target) !== undefined);
  const isBefore = (field: TargetField): boolean => sameValue(field, present(field), own(before, field.target) ?? null);
  const isOurs = (field: TargetField): boolean => sameValue(field, present(field), own(values, field.target) ?? null);
  const pick = (some: readonly TargetField[], valueOf: (field: TargetField) => FieldValues[string]): FieldValues =>
    Object.fromEntries(some.map((field) => [field.target, valueOf(field)]));
  const restored = (field: TargetField): FieldValues[string] => own(before, field.target) ?? null;
  const toRestore = written.filter((field) => !isBefore(field) && isOurs(field));
  const edited = pick(written.filter((field) => !isBefore(field) && !isOurs(field)), present); // prettier-ignore
  if (toRestore.length > 0)
    return { act: 'write', values: pick(toRestore, restored), before: pick(toRestore, present), edited, record };
  return Object.keys(edited).length > 0
    ? { act: 'edited', edited, values: {} }
    : { act: 'found', values: pick(written, restored) };
}

/** A lead that shows what it showed before the run is as if never delivered, but the values that it shows are known to be ours to write over. */
function receiptAfter(
  fields: readonly TargetField[],
  undone: Undone,
  { id, receipt, entry }: UndoRow,
  end: End,
): (readonly [string, PushReceipt])[] {
  if (!receipt || (end.state !== 'delivered' && end.state !== 'edited')) return [];
  const { date, run } = receipt;
  const edited = end.state === 'edited' ? end.edited : {};
  const shown = fields.flatMap(({ target }) => {
    const before = own(entry.before, target);
    return before === undefined || Object.hasOwn(edited, target) ? [] : [[target, before] as const];
  });
  const values = { ...receipt.values, ...Object.fromEntries(shown) };
  // What was known of the fields themselves before their shadows were written.
  const isEarlier = date !== undone.date || run !== undone.run;
  if (undone.onlyShadows && isEarlier) return [[id, { ...receipt, values }]];
  if (end.state === 'delivered') return [[id, { date, run, state: 'undone', values }]];
  return [[id, { date, run, state: 'edited', edited, values }]];
}
