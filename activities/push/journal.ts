import { sameValue, type TargetField } from '../../domain/push-field.ts';
import {
  journalTable,
  receiptsTable,
  type FieldValues,
  type PushEntry,
  type PushReceipt,
} from '../../domain/push-receipt.ts';
import type { RunDate } from '../../domain/run-date.ts';
import type { RecordTable } from '../../stores/record-table.ts';
import { MISSING, type End, type Write } from './ends.ts';
import type { LeadRow } from './lead-row.ts';
import { receiptAfterPush, receiptAfterShadow } from './receipt-after.ts';

/** What is kept of the leads of one run's push. */
export interface Journal {
  /** What is known of leads, in order. */
  readonly known: (ids: readonly string[]) => Promise<(readonly [PushReceipt | undefined, PushEntry | undefined])[]>;
  /** Before they are sent. */
  readonly sent: (writes: readonly (readonly [LeadRow, Write])[]) => Promise<void>;
  /** After calls without an answer. */
  readonly lost: (rows: readonly (readonly [LeadRow, number])[]) => Promise<void>;
  /** When they have come to their ends: the receipts first, so that what the CRM acknowledged is never forgotten. */
  readonly ended: (ends: Iterable<readonly [LeadRow, End]>) => Promise<void>;
  /** Of leads that need no receipt. */
  readonly noted: (rows: readonly (readonly [LeadRow, PushEntry['state']])[]) => Promise<void>;
}

export function journalOf(
  store: RecordTable,
  fields: readonly TargetField[],
  {
    scene,
    date,
    run,
    journal,
    onlyShadows = false,
  }: { scene: string; date: RunDate; run: number; journal: number; onlyShadows?: boolean },
): Journal {
  const [receipts, entries] = [receiptsTable(scene), journalTable(scene, journal)];
  return {
    known: async (ids) => {
      const [known, begun] = [await store.getRecords(receipts, ids), await store.getRecords(entries, ids)];
      return ids.map((_, i) => [known[i] as PushReceipt | undefined, begun[i] as PushEntry | undefined] as const);
    },
    sent: async (writes) => {
      for (const [row, write] of writes) row.entry = sentEntry(fields, row, write);
      await store.putRecords(entries, writes.map(([{ id, entry }]) => [id, entry])); // prettier-ignore
    },
    lost: async (rows) => {
      for (const [row, lost] of rows) if (row.entry) row.entry = { ...row.entry, lost };
      await store.putRecords(entries, rows.map(([{ id, entry }]) => [id, entry])); // prettier-ignore
    },
    ended: async (ends) => {
      const all = [...ends];
      const stamp = { date, run };
      const kept = all.flatMap(([{ id, receipt }, end]) => {
        const after = onlyShadows ? receiptAfterShadow(receipt, end, stamp) : receiptAfterPush(receipt, end, stamp);
        return after ? [[id, after] as const] : [];
      });
      await store.putRecords(receipts, kept);
      await store.putRecords(entries, all.map(([row, end]) => [row.id, entryOf(row, end)])); // prettier-ignore
    },
    noted: (rows) => store.putRecords(entries, rows.map(([row, state]) => [row.id, { ...begun(row), state }])), // prettier-ignore
  };
}

/** The entry so far, with the values that are wanted now. */
function begun({ entry, wanted }: LeadRow): Omit<PushEntry, 'state'> {
  if (!entry || entry.state === 'undone') return { values: wanted };
  return {
    values: { ...entry.values, ...wanted },
    ...(entry.before ? { before: entry.before } : {}),
    ...(entry.over ? { over: entry.over } : {}),
  };
}

function sentEntry(fields: readonly TargetField[], row: LeadRow, { before }: Write): PushEntry {
  const { values, before: first } = begun(row);
  const lost = row.entry?.state === 'sent' ? row.entry.lost : undefined;
  const kept: FieldValues = { ...before, ...first };
  const isKept = fields.every(({ target, ...field }) => {
    const now = before[target];
    return now === undefined || sameValue(field, now, kept[target] ?? null);
  });
  return {
    state: 'sent',
    values,
    before: kept,
    ...(isKept ? {} : { over: before }),
    ...(lost === undefined ? {} : { lost }),
  };
}

function entryOf(row: LeadRow, end: End): PushEntry {
  const entry = begun(row);
  if (end.state === 'dead') return { ...entry, state: 'dead', reason: end.reason };
  if (end.state === 'missing') return { ...entry, state: 'missing', reason: MISSING };
  return { ...entry, state: end.state, ...(end.state === 'delivered' && end.readBack ? { readBack: true } : {}) };
}
