import { CrmError, type Crm, type CrmWrite, type WriteOutcome } from '../../crm/crm.ts';
import type { BatchSize } from './batch-size.ts';
import type { Caller } from './caller.ts';

/** `lost`: nobody knows whether the row was written; `alone` where its call had no other. */
type Answer = WriteOutcome | { readonly state: 'lost'; readonly reason: string; readonly alone: boolean };

interface Means {
  readonly crm: Crm;
  readonly caller: Caller;
  readonly size: BatchSize;
}

export interface Answers {
  /** In the order of the rows; those behind were not sent. */
  readonly answers: readonly Answer[];
  /** Why the rows behind were not sent. */
  readonly failure?: Error;
}

/**
 * Writes rows in calls of the size that the CRM takes now, `most` at most. A call that is rejected as a whole is sent in halves until the rows
 * are found that it was rejected for. Never throws: what was answered before a failure counts.
 */
export async function writeRows(means: Means, rows: readonly CrmWrite[], most: number): Promise<Answers> {
  const { size } = means;
  const answers: Answer[] = [];
  for (let from = 0; from < rows.length;) {
    const batch = rows.slice(from, from + Math.max(1, Math.min(size.rows(), most)));
    try {
      const { answers: more, rejected } = await send(means, batch);
      answers.push(...more);
      if (rejected && batch.length > 1) size.rejected();
      else if (!rejected && more.every(({ state }) => state !== 'lost')) size.taken(batch.length);
    } catch (thrown) {
      const failure = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { answers: [...answers, ...batch.map(() => lost('the CRM is out of reach', batch))], failure };
    }
    from += batch.length;
  }
  return { answers };
}

async function send(means: Means, batch: readonly CrmWrite[]): Promise<{ answers: Answer[]; rejected: boolean }> {
  const { crm, caller } = means;
  try {
    const outcomes = await caller.write(() => crm.write(batch));
    const answers = batch.map((_, i): Answer => outcomes[i] ?? lost('the CRM gave no outcome', batch));
    return { answers, rejected: false };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const { message: reason } = error;
    if (error.trouble !== 'batch') return { answers: batch.map(() => lost(reason, batch)), rejected: false };
    if (batch.length === 1) return { answers: [{ state: 'refused', reason, again: false }], rejected: true };
    return { answers: await inHalves(means, batch), rejected: true };
  }
}

/** Of a rejected call. Where all of the first half is written the culprit is in the second, which then need not be tried as a whole. */
async function inHalves(means: Means, batch: readonly CrmWrite[]): Promise<Answer[]> {
  const half = Math.ceil(batch.length / 2);
  const { answers: first } = await send(means, batch.slice(0, half));
  const second = batch.slice(half);
  const culprit = second.length > 1 && first.every(({ state }) => state === 'written');
  return [...first, ...(culprit ? await inHalves(means, second) : (await send(means, second)).answers)];
}

const lost = (reason: string, { length }: readonly CrmWrite[]): Answer => ({
  state: 'lost',
  reason,
  alone: length === 1,
});
