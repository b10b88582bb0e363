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
  /** What stands there instead of `values` where the CRM did not store what it said it wrote, which was not read back or shown to be so. No person's. */
  readonly unread?: FieldValues;
  /** Of `edited`, of `dead` where it was so before, and of a shadow field: what the person wrote. */
  readonly edited?: FieldValues;
  /** Of `dead`: as the CRM or Daybreak said it. */
  readonly reason?: string;
}

/**
 * One lead in the pushes of one run: the record `<opportunity id>` of the table journalTable(scene, journal). Kept before the write is sent,
 * completed when the answer is known.
 */
export interface PushEntry {
  readonly state: 'sent' | 'delivered' | 'edited' | 'dead' | 'missing' | 'suppressed' | 'undone';
  /** In the CRM before this run; what `push undo` restores. */
  readonly before?: FieldValues;
  /** In the CRM when `values` were decided on, where that is not `before`. */
  readonly over?: FieldValues;
  readonly values: FieldValues;
  readonly reason?: string;
  /** Calls with it that got no answer; left out for none. */
  readonly lost?: number;
  /** Read again and found equal. */
  readonly readBack?: true;
}

export const receiptsTable = (scene: string): string => `push-receipts/${scene}`;
/** @param journal as the run's PushRun names it; no number comes twice for a scene */
export const journalTable = (scene: string, journal: number): string => `push-journal/${scene}/${journal}`;
