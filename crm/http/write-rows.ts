import { CrmError, type CrmRecord, type CrmWrite, type WriteOutcome } from '../crm.ts';
import type { FieldValues } from './field-values.ts';
import { outcomeByReading } from './read-back.ts';
import { outcomesIn } from './row-outcomes.ts';
import type { Answer, Send } from './send.ts';
import type { HttpSettings } from './settings.ts';
import { fill, type Fillings } from './template.ts';

/** Writes rows in one call. @param readAgain reads any number of records @throws CrmError */
export async function writeRows(
  send: Send,
  settings: HttpSettings,
  values: FieldValues,
  rows: readonly CrmWrite[],
  readAgain: (ids: readonly string[], fields: readonly string[]) => Promise<readonly (CrmRecord | undefined)[]>,
): Promise<WriteOutcome[]> {
  const { write } = settings;
  const filled = rows.map((row) => fillingsOf(row, values));
  const answer = await send(write, { rows: filled.map((row) => fill(write.row, row)), ...filled[0] });
  if (answer.state === 'rejected') return rejectedOutcomes(answer, settings, rows);
  if (write.outcomes === 'trusted') return rows.map(() => ({ state: 'written' }));
  if (write.outcomes !== 'read') return outcomesIn(answer.json, write.outcomes, rows);
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const now = await readAgain(
    rows.map(({ id }) => id),
    fields,
  ).catch(unknown);
  return rows.map((row, i) => outcomeByReading(row, now[i]));
}

/** The rows may be written: a call that is sent again at once, or in halves, would write them twice. */
function unknown(error: unknown): never {
  if (!(error instanceof CrmError) || error.trouble === 'permanent') throw error;
  const { message, retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  throw new CrmError('transient', `what was written could not be read again: ${message}`, { ...wait, cause: error });
}

function fillingsOf({ id, values: ours, seen }: CrmWrite, values: FieldValues): Fillings {
  return {
    id,
    values: values.theirs(ours),
    version: seen?.version === undefined ? undefined : JSON.parse(seen.version),
  };
}

/** A call of one row has its outcome; of several, none is known to be the cause. */
function rejectedOutcomes(
  { status, reason }: Extract<Answer, { state: 'rejected' }>,
  { statuses, write }: HttpSettings,
  rows: readonly CrmWrite[],
): WriteOutcome[] {
  const [row] = rows;
  if (!row || rows.length > 1) throw new CrmError('batch', reason);
  const versioned = row.seen?.version !== undefined && JSON.stringify(write).includes('{version}');
  if (versioned && statuses.conflict.includes(status)) return [{ state: 'conflict' }];
  return [{ state: 'refused', reason, again: statuses.again.includes(status) }];
}
