import { receiptsTable, journalTable, type PushEntry, type PushReceipt } from '../../domain/push-receipt.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import { recordPages } from '../record-pages.ts';
import { pushRuns } from './push-runs.ts';

/** A lead that the CRM did not take, and why. */
export interface DeadLetter {
  readonly id: string;
  readonly receipt: PushReceipt;
}

/** A lead that the CRM did not take from one push. */
export interface RefusedLead {
  readonly id: string;
  readonly reason: string | undefined;
  /** What is known of it now. */
  readonly receipt: PushReceipt | undefined;
}

const RECEIPTS_A_PAGE = 2_000;

/** The leads of a scene that are dead letters now, by opportunity id, the first `limit`. Looks at the receipts of the whole scene. */
export async function deadLetters(store: RecordTable, scene: string, limit: number): Promise<DeadLetter[]> {
  const dead: DeadLetter[] = [];
  for await (const page of recordPages(store, receiptsTable(scene), { limit: RECEIPTS_A_PAGE })) {
    for (const { key: id, value } of page) {
      const receipt = value as PushReceipt;
      if (receipt.state === 'dead') dead.push({ id, receipt });
    }
    if (dead.length >= limit) break;
  }
  return dead.slice(0, limit);
}

/** The leads that one push could not bring into the CRM, by opportunity id, the first `limit`, also those that were delivered by a later one. */
export async function refusedByPush(
  store: RecordTable,
  scene: string,
  journal: number,
  limit: number,
): Promise<RefusedLead[]> {
  const refused: (readonly [string, string | undefined])[] = [];
  for await (const page of recordPages(store, journalTable(scene, journal), { limit: RECEIPTS_A_PAGE })) {
    for (const { key: id, value } of page) {
      const { state, reason } = value as PushEntry;
      if (state === 'dead' || state === 'missing') refused.push([id, reason]);
    }
    if (refused.length >= limit) break;
  }
  const first = refused.slice(0, limit);
  const receipts = await store.getRecords(receiptsTable(scene), first.map(([id]) => id)); // prettier-ignore
  return first.map(([id, reason], i) => ({ id, reason, receipt: receipts[i] as PushReceipt | undefined }));
}

/** What is known of one lead: what the CRM has of it by the last answer, and what each pushed run did with it, oldest first. */
export interface LeadInCrm {
  readonly receipt: PushReceipt | undefined;
  readonly entries: readonly { readonly date: string; readonly run: number; readonly entry: PushEntry }[];
}

/** Runs whose journal was dropped are not there any more. */
export async function leadInCrm(store: RecordTable, scene: string, id: string): Promise<LeadInCrm> {
  const receipt = (await store.getRecord(receiptsTable(scene), id)) as PushReceipt | undefined;
  const entries: { date: string; run: number; entry: PushEntry }[] = [];
  for (const { date, run, journal } of await pushRuns(store, scene)) {
    if (journal === undefined) continue;
    const entry = (await store.getRecord(journalTable(scene, journal), id)) as PushEntry | undefined;
    if (entry) entries.push({ date, run, entry });
  }
  return { receipt, entries };
}
