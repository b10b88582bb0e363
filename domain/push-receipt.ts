import type { RunDate } from './run-date.ts';

/** Values of one record by name of the CRM's field; a date is `YYYY-MM-DD`, null is an empty field. The same as CrmValues. */
export type FieldValues = Readonly<Record<string, string | number | null>>;

/**
 * What Daybreak knows of a lead in the CRM: the record `<opportunity id>` of the table receiptsTable(scene). Written only when the CRM has
 * answered, so that a row whose delivery failed is tried again by the next push.
 */
export interface PushReceipt {
  readonly date: RunDate;
  readonly run: number;
  /** `delivered`: the CRM acknowledged `values`. `edited`: somebody changed them since, and they stand. `dead`: it was refused, see `reason`. `undone`: taken back. */
  readonly state: 'delivered' | 'edited' | 'dead' | 'undone';
  /** Last acknowledged by the CRM; undefined where none ever was. */
  readonly values?: FieldValues;
  /** Of `edited`: what the person wrote. */
  readonly edited?: FieldValues;
  /** Of `dead`: as the CRM or Daybreak said it. */
  readonly reason?: string;
}

/** One write of one run: the record `<opportunity id>` of the table journalTable(run, scene). Kept before the write is sent, completed when the answer is known. */
export interface PushEntry {
  readonly state: 'sent' | 'delivered' | 'edited' | 'dead' | 'missing' | 'suppressed';
  /** In the CRM before this run; what `push undo` restores. */
  readonly before?: FieldValues;
  readonly values: FieldValues;
  readonly reason?: string;
  /** Read again and found equal. */
  readonly readBack?: true;
}

export const receiptsTable = (scene: string): string => `push-receipts/${scene}`;
export const journalTable = (date: RunDate, run: number, scene: string): string =>
  `push-journal/${date}/${run}/${scene}`;
