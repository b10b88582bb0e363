import type { Crm, CrmRecord } from '../../crm/crm.ts';
import type { TargetField } from '../../domain/push-field.ts';
import type { BatchSize } from './batch-size.ts';
import type { Caller } from './caller.ts';
import type { Decision } from './decide-row.ts';
import type { End, Write } from './ends.ts';
import type { Tally } from './tally.ts';

/** Rows on their way into the CRM: how they are decided on, and what is kept of them. */
export interface Delivery<Row extends { readonly id: string }> {
  readonly fields: readonly TargetField[];
  readonly decide: (row: Row, record: CrmRecord | undefined) => Decision;
  /** Before they are sent; called again for rows that are decided on again. */
  readonly sent: (writes: readonly (readonly [Row, Write])[]) => Promise<void>;
  /** Rows of calls that got no answer, each with how often by now. */
  readonly lost: (rows: readonly (readonly [Row, number])[]) => Promise<void>;
  /** As earlier attempts left it. */
  readonly lostBefore: (row: Row) => number;
  /** Whether the CRM did not take the row before: a few such rows are sent alone, so that they have no other rejected. */
  readonly isSuspect: (row: Row) => boolean;
  /** Rows that have come to their ends. */
  readonly ended: (ends: ReadonlyMap<Row, End>) => Promise<void>;
  /** Whether a row that was written is read again. */
  readonly readsBack: (row: Row) => boolean;
}

export interface Means {
  readonly crm: Crm;
  readonly caller: Caller;
  readonly size: BatchSize;
  readonly tally: Tally;
}
