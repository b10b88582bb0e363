import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { CrmError, type WriteOutcome } from '../crm.ts';
import { bulkCsv, resultLines } from './bulk-csv.ts';
import { refusal, type RowError } from './failure.ts';
import type { RecordUpdate } from '../by-record-id.ts';
import type { Session } from './session.ts';
import { throwIfGeneral } from './throw-if-general.ts';

/** Rows of a job; Salesforce works through it in batches of as many. */
export const BULK_ROWS = 10_000;

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-info.html */
const jobInfo = z.object({ id: z.string(), state: z.string(), errorMessage: z.string().nullish() });
type JobInfo = z.infer<typeof jobInfo>;

const DONE = new Set(['JobComplete', 'Failed', 'Aborted']);
/** How often in a row a question about a job may stay without answer. */
const SILENCES = 5;

/**
 * Updates records by a job of Bulk API 2.0, an outcome a row in order. The job tells three kinds apart: rows that were updated, rows that
 * failed, and rows that it did not come to, which may be sent again.
 * @throws CrmError when nothing is known of any row
 */
export async function updateInBulk(session: Session, rows: readonly RecordUpdate[]): Promise<WriteOutcome[]> {
  const { object } = session.settings;
  const create = { object, operation: 'update', contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA' };
  const job = asJob(await session.json({ method: 'POST', path: 'jobs/ingest', json: create }));
  const path = `jobs/ingest/${job.id}`;
  await session.text({ method: 'PUT', path: `${path}/batches`, csv: bulkCsv(rows), rows: rows.length });
  await session.text({ method: 'PATCH', path, json: { state: 'UploadComplete' } });
  const ended = await waitFor(session, path);
  if (ended.state === 'Failed' && /field name not found/i.test(ended.errorMessage ?? '')) {
    throw new CrmError('permanent', `Salesforce could not use the file: ${ended.errorMessage ?? ''}`);
  }
  return outcomesOf(session, path, ended, rows);
}

/** The job when it has ended; one that takes too long is ended by us. */
async function waitFor(session: Session, path: string): Promise<JobInfo> {
  const { poll_seconds: pollSeconds, wait_minutes: waitMinutes } = session.settings.bulk;
  const until = performance.now() + waitMinutes * 60_000;
  let silences = 0;
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, pollSeconds * 1_000)) {
    await setTimeout(Math.min(waitMs, pollSeconds * 1_000));
    try {
      const job = asJob(await session.json({ method: 'GET', path }));
      if (DONE.has(job.state)) return job;
      silences = 0;
    } catch (error) {
      if (!(error instanceof CrmError) || error.trouble === 'permanent' || ++silences === SILENCES) throw error;
      await setTimeout(Math.min(error.retryAfterMs ?? 0, Math.max(0, until - performance.now())));
    }
    if (performance.now() > until) return abort(session, path, waitMinutes);
  }
}

/** A job that has just ended after all cannot be aborted, and is taken as it ended. */
async function abort(session: Session, path: string, waitMinutes: number): Promise<JobInfo> {
  try {
    const job = asJob(await session.json({ method: 'PATCH', path, json: { state: 'Aborted' } }));
    return { ...job, errorMessage: `it was not done after ${waitMinutes} minutes` };
  } catch (error) {
    const job = asJob(await session.json({ method: 'GET', path }));
    if (DONE.has(job.state)) return job;
    throw error;
  }
}

async function outcomesOf(
  session: Session,
  path: string,
  job: JobInfo,
  rows: readonly RecordUpdate[],
): Promise<WriteOutcome[]> {
  const results = async (kind: string): Promise<Record<string, string>[]> =>
    resultLines(await session.text({ method: 'GET', path: `${path}/${kind}` }));
  const written = new Set((await results('successfulResults')).map((line) => idOf(line)));
  const failed = new Map((await results('failedResults')).map((line) => [idOf(line), rowError(line.sf__Error ?? '')]));
  const skipped = new Set((await results('unprocessedrecords')).map((line) => idOf(line)));
  await throwIfGeneral(
    session,
    rows.map((row) => failed.get(row.recordId)),
  );
  const why = job.errorMessage ? `: ${job.errorMessage}` : '';
  return rows.map(({ recordId }): WriteOutcome => {
    const error = failed.get(recordId);
    if (error) return refusal(error);
    if (written.has(recordId)) return { state: 'written' };
    const reason = skipped.has(recordId) ? 'did not come to this row' : 'says nothing of this row';
    return { state: 'refused', reason: `the bulk job ${job.id} (${job.state}) ${reason}${why}`, again: true };
  });
}

/** Of a line of results; one of an unprocessed row has no column of Salesforce's own. */
const idOf = (line: Readonly<Record<string, string>>): string => line.sf__Id || line.Id || '';

/** `CODE:message:fields --`, as the column sf__Error has it. */
function rowError(text: string): RowError {
  const [, code = 'UNKNOWN', message = text] = /^([A-Z_]+):(.*)$/s.exec(text) ?? [];
  return { code, message: message.replace(/:?\s*--\s*$/, '').trim() };
}

function asJob(answer: unknown): JobInfo {
  const { data } = jobInfo.safeParse(answer);
  if (!data) throw new CrmError('transient', 'Salesforce answered with something else than a bulk job');
  return data;
}
