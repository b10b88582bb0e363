/**
 * A CRM whose records get the scores as fields. Adapters: embedded/ http/ tryton/ salesforce/ hubspot/ postgres/; test/contract/crm.ts says
 * what each must do. A record is one opportunity, found by the opportunity's id in a field that the settings name. An adapter never decides
 * what to send, waits or tries again: activities/push/ does.
 */
export interface Crm {
  readonly limits: CrmLimits;
  /** Looks whether every field exists, takes such values and may be written, without writing anything. Empty when all is well. @throws CrmError */
  preflight(fields: readonly CrmField[]): Promise<readonly PreflightFault[]>;
  /** Records in the order of the ids, of at most `limits.readRows`; undefined where the CRM has none. @throws CrmError */
  read(ids: readonly string[], fields: readonly string[]): Promise<readonly (CrmRecord | undefined)[]>;
  /**
   * Sets fields of records that are there (it never makes any), of at most `limits.writeRows`, no id twice. Gives an outcome a row, in order;
   * `written` only when the CRM said so of this row. @throws CrmError when nothing is known of any row
   */
  write(rows: readonly CrmWrite[]): Promise<readonly WriteOutcome[]>;
  close(): Promise<void>;
}

interface CrmLimits {
  /** Rows that a call of `write`, or of `read`, takes at most. */
  readonly writeRows: number;
  readonly readRows: number;
}

export interface CrmField {
  readonly name: string;
  readonly type: 'number' | 'text' | 'date';
  /** Decimals of a number. */
  readonly digits?: number;
  /** Characters that a text has at most, where the settings say it. */
  readonly characters?: number;
}

/** Why a push of this field would fail; `field` is undefined where it concerns all of them. */
export interface PreflightFault {
  readonly field: string | undefined;
  readonly reason: string;
}

/** A date is `YYYY-MM-DD`; null is an empty field. */
export type CrmValue = string | number | null;
export type CrmValues = Readonly<Record<string, CrmValue>>;

export interface CrmRecord {
  readonly values: CrmValues;
  /** Changes with every change of the record, in CRMs that have such a thing. */
  readonly version?: string;
}

export interface CrmWrite {
  readonly id: string;
  readonly values: CrmValues;
  /** The record as it was read; where the CRM can tell, a record that has changed since is not written: `conflict`. */
  readonly seen?: CrmRecord;
}

export type WriteOutcome =
  | { readonly state: 'written' }
  /** Somebody changed it since it was read. */
  | { readonly state: 'conflict' }
  /** `again`: the same row may be taken later (a lock, for example); otherwise never as it is. */
  | { readonly state: 'refused'; readonly reason: string; readonly again: boolean };

/**
 * `batch`      the CRM rejected a call as a whole for what one of its rows says: send it in smaller ones. A call of one row gives its outcome instead
 * `throttled`  too many calls: wait `retryAfterMs`, or as long as seems right
 * `transient`  no answer, or one that a later call may not get; whether something was written is unknown
 * `permanent`  every call fails like this until a person mends something: login, permission, a field that is gone
 */
export type CrmTrouble = 'batch' | 'throttled' | 'transient' | 'permanent';

export class CrmError extends Error {
  readonly trouble: CrmTrouble;
  /** As the CRM asked for; of `transient` where calls were too many for finding out what was written. */
  readonly retryAfterMs: number | undefined;

  constructor(trouble: CrmTrouble, message: string, more: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'CrmError';
    this.trouble = trouble;
    this.retryAfterMs = more.retryAfterMs;
  }
}
