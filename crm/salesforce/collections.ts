import { z } from 'zod';
import { CrmError, type WriteOutcome } from '../crm.ts';
import { refusal, type RowError } from './failure.ts';
import type { RecordUpdate } from '../by-record-id.ts';
import type { Session } from './session.ts';
import { throwIfGeneral } from './throw-if-general.ts';

/** Rows a call takes. */
const COLLECTION_ROWS = 200;

const errors = z.array(
  z.object({ statusCode: z.string(), message: z.string(), fields: z.array(z.string()).optional() }),
);
const saved = z.array(
  z.union([z.object({ success: z.literal(true) }), z.object({ success: z.literal(false), errors })]),
);

/**
 * Updates records by sObject Collections, an outcome a row in order. By record id, because the upsert by external id makes what it does not
 * find and has no `updateOnly` for several rows:
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-update.html
 * @throws CrmError when nothing is known of any row
 */
export async function updateCollections(session: Session, rows: readonly RecordUpdate[]): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (let at = 0; at < rows.length; at += COLLECTION_ROWS) {
    try {
      outcomes.push(...(await updateCollection(session, rows.slice(at, at + COLLECTION_ROWS))));
    } catch (error) {
      if (at === 0 || !(error instanceof CrmError)) throw error;
      // what is known of the earlier rows must not be lost with it
      const rest: WriteOutcome = { state: 'refused', reason: error.message, again: true };
      return [...outcomes, ...rows.slice(at).map(() => rest)];
    }
  }
  return outcomes;
}

async function updateCollection(session: Session, rows: readonly RecordUpdate[]): Promise<WriteOutcome[]> {
  const { object } = session.settings;
  const records = rows.map(({ recordId, values }) => ({ attributes: { type: object }, id: recordId, ...values }));
  let answer: unknown;
  try {
    const json = { allOrNone: false, records };
    answer = await session.json({ method: 'PATCH', path: 'composite/sobjects', json, rows: rows.length });
  } catch (error) {
    if (!(error instanceof CrmError) || error.trouble !== 'batch' || rows.length > 1) throw error;
    return [{ state: 'refused', reason: error.message, again: false }];
  }
  const { data } = saved.safeParse(answer);
  if (data?.length !== rows.length) {
    throw new CrmError('transient', `Salesforce answered ${rows.length} updates without an outcome for each`);
  }
  const failed = data.map((row): RowError | undefined => {
    if (row.success) return undefined;
    const [first] = row.errors;
    return first ? { code: first.statusCode, ...first } : { code: 'UNKNOWN_EXCEPTION', message: 'no reason was given' };
  });
  await throwIfGeneral(session, failed);
  return failed.map((error) => (error ? refusal(error) : { state: 'written' }));
}
