import type { RecordUpdate } from '../by-record-id.ts';
import { CrmError, type WriteOutcome } from '../crm.ts';
import { callBatch } from './batch.ts';
import { isGeneral, reasonOf, refusal, type HubspotError } from './failure.ts';
import type { Session } from './session.ts';
import { sentProperties } from './values.ts';

/**
 * Updates records by one batch, an outcome a row in order. By record id, so that a result says which row it is of; an error says it by the
 * `objectWriteTraceId` that its row was sent with. The batch update makes no record, the upsert would.
 * https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/objects/batch/update-objects
 * @throws CrmError when nothing is known of any row
 */
export async function updateRecords(session: Session, rows: readonly RecordUpdate[]): Promise<WriteOutcome[]> {
  const inputs = rows.map(({ recordId, values }, at) => ({
    id: recordId,
    properties: sentProperties(values),
    objectWriteTraceId: traceOf(at),
  }));
  let answer;
  try {
    const json = { inputs };
    answer = await callBatch(session, { api: 'objects', path: '/batch/update', json, rows: rows.length });
  } catch (error) {
    if (!(error instanceof CrmError) || error.trouble !== 'batch' || rows.length > 1) throw error;
    return [{ state: 'refused', reason: error.message, again: false }];
  }
  const { results, errors } = answer;
  const [first] = errors;
  if (first && results.length === 0 && errors.every(isGeneral)) {
    throw new CrmError('permanent', `HubSpot refused every row: ${reasonOf(first)}`);
  }
  const written = new Set(results.map((result) => result.id));
  const traced = new Set(results.map((result) => result.objectWriteTraceId));
  const { ofName, ofNobody } = sortErrors(errors);
  const outcomes = rows.map(({ recordId }, at): WriteOutcome | undefined => {
    const error = ofName.get(traceOf(at)) ?? ofName.get(recordId);
    if (error) return refusal(error);
    return written.has(recordId) || traced.has(traceOf(at)) ? { state: 'written' } : undefined;
  });
  const untold = untoldOutcome(ofNobody, outcomes.filter((outcome) => outcome === undefined).length);
  return outcomes.map((outcome) => outcome ?? untold);
}

const traceOf = (at: number): string => `row-${at}`;

/** Errors by the trace ids and record ids they name, and those that name none. */
function sortErrors(errors: readonly HubspotError[]): { ofName: Map<string, HubspotError>; ofNobody: HubspotError[] } {
  const ofName = new Map<string, HubspotError>();
  const ofNobody: HubspotError[] = [];
  for (const error of errors) {
    const names = [error.context, ...(error.errors ?? []).map((detail) => detail.context)].flatMap((context) =>
      [context?.objectWriteTraceId, context?.ids, context?.id].flatMap((name) => name ?? []),
    );
    for (const name of names) ofName.set(name, error);
    if (names.length === 0) ofNobody.push(error);
  }
  return { ofName, ofNobody };
}

/** Of rows that neither a result nor an error names: one alone is what the nameless error speaks of, several may be told apart later. */
function untoldOutcome(errors: readonly HubspotError[], rows: number): WriteOutcome {
  const [error] = errors;
  if (!error) return { state: 'refused', reason: 'HubSpot says nothing of this row', again: true };
  if (rows === 1) return refusal(error);
  return { state: 'refused', reason: `this row or another of its batch: ${reasonOf(error)}`, again: true };
}
