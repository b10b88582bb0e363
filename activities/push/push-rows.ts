import type { LeadLine } from '../../domain/lead-line.ts';
import { targetValues } from '../../domain/push-field.ts';
import type { Tried } from './breaker.ts';
import { decideRow } from './decide-row.ts';
import { deliver } from './deliver.ts';
import type { Delivery } from './delivery.ts';
import { MISSING, type End } from './ends.ts';
import type { Journal } from './journal.ts';
import { standingOf, type LeadRow } from './lead-row.ts';
import { isSampled, neverStored } from './read-back.ts';
import type { PushSceneTask } from './push-task.ts';
import { readRecords } from './read-records.ts';
import type { OpenPush } from './scene-push.ts';
import { countDead, giveExample, type Tally } from './tally.ts';

/**
 * Brings some leads of a scene to their ends, or in a dry run says what would become of them. A retry takes the dead ones only, and where it
 * finishes a push those that have not come to their ends.
 */
export async function pushRows(
  open: OpenPush,
  journal: Journal,
  { mode = 'push', finishes }: Pick<PushSceneTask, 'mode'> & { readonly finishes: boolean },
  lines: readonly LeadLine[],
): Promise<Tried> {
  const { means, fields, push } = open;
  const { tally } = means;
  const isAsked = (row: LeadRow): boolean =>
    mode !== 'retry' || isDead(row) || (finishes && standingOf(fields, push, row) === 'open');
  const rows = (await leadRows(open, journal, lines)).filter(isAsked);
  const standings = rows.map((row) => (mode === 'retry' ? 'open' : standingOf(fields, push, row)));
  const acknowledged: LeadRow[] = [];
  const asked: LeadRow[] = [];
  for (const [i, row] of rows.entries()) {
    if (standings[i] === 'same') tally.same += 1;
    else tally.changed += 1;
    if (standings[i] === 'ended') countEnded(tally, row);
    if (standings[i] === 'acknowledged') acknowledged.push(row);
    if (standings[i] === 'open') asked.push(row);
  }
  const hidden = await open.suppressed(asked.map(({ id }) => id));
  tally.suppressed += hidden.filter(Boolean).length;
  const leads = asked.filter((_, i) => hidden[i] !== true);
  if (mode === 'dry-run') {
    await compare(open, leads);
    return { tried: 0, failed: 0, edited: 0 };
  }
  tally.delivered += acknowledged.length;
  await journal.noted([
    ...acknowledged.map((row) => [row, 'delivered'] as const),
    ...asked.filter((_, i) => hidden[i]).map((row) => [row, 'suppressed'] as const),
  ]);
  const count = { tried: 0, failed: 0, edited: 0 };
  // What the CRM did not store although it said so is read back this time, sample or not.
  const doubted = new Set<LeadRow>();
  const delivery: Delivery<LeadRow> = {
    fields,
    decide: (row, record) => {
      const unstored = neverStored(fields, row.receipt, record);
      if (unstored !== undefined && !doubted.has(row)) {
        doubted.add(row);
        tally.differing += 1;
        giveExample(tally, row.id, unstored);
      }
      return decideRow(fields, push, row, record);
    },
    sent: journal.sent,
    lost: journal.lost,
    lostBefore: ({ entry }) => (entry?.state === 'sent' ? (entry.lost ?? 0) : 0),
    isSuspect: ({ receipt }) => receipt?.state === 'dead' && receipt.reason !== MISSING,
    ended: async (ends) => {
      await journal.ended(ends);
      for (const [row, end] of ends) {
        const hasFailed = countEnd(tally, row, end);
        // A dead letter that is one again says nothing new of the CRM, and is tried every night.
        if (hasFailed && isDead(row)) continue;
        count.tried += 1;
        count.failed += hasFailed ? 1 : 0;
        count.edited += !hasFailed && end.state === 'edited' && row.receipt?.state === 'delivered' ? 1 : 0;
      }
    },
    readsBack: (row) => doubted.has(row) || isSampled(row.id, push.read_back),
  };
  await deliver(means, delivery, leads);
  return count;
}

/** Leads with what is known of each. */
export async function leadRows(
  { fields }: Pick<OpenPush, 'fields'>,
  journal: Journal,
  lines: readonly LeadLine[],
): Promise<LeadRow[]> {
  const known = await journal.known(lines.map(({ id }) => id));
  return lines.map(({ id, values, changed }, i) => {
    const [receipt, entry] = known[i] ?? [];
    const before = { ...receipt?.values, ...entry?.values };
    return { id, changed, wanted: targetValues(fields, values, before), receipt, entry };
  });
}

const isDead = ({ receipt }: LeadRow): boolean => receipt?.state === 'dead';

/** What a dry run says: a lead that would be written is only `changed`. */
async function compare({ means, fields, push }: OpenPush, rows: readonly LeadRow[]): Promise<void> {
  const { tally } = means;
  const names = fields.map(({ target }) => target);
  const answers = await readRecords(means, rows.map(({ id }) => id), names); // prettier-ignore
  for (const [i, row] of rows.entries()) {
    const answer = answers[i];
    if (!answer || 'refused' in answer) countDead(tally, row.id, answer?.refused ?? MISSING);
    else {
      const { act } = decideRow(fields, push, row, answer.record);
      if (act === 'missing') countDead(tally, row.id, MISSING);
      else if (act !== 'write') tally[act] += 1;
    }
  }
}

/** Counts what this run did before it was interrupted. */
function countEnded(tally: Tally, { id, entry }: LeadRow): void {
  if (entry?.state === 'dead' || entry?.state === 'missing') countDead(tally, id, entry.reason ?? MISSING);
  else if (entry?.state === 'edited' || entry?.state === 'suppressed') tally[entry.state] += 1;
  else tally.delivered += 1;
}

/** Whether it counts as a failure. */
function countEnd(tally: Tally, { id }: LeadRow, end: End): boolean {
  switch (end.state) {
    case 'delivered':
      tally.delivered += 1;
      if (end.found) tally.found += 1;
      return false;
    case 'edited':
      tally.edited += 1;
      if (end.differing !== true) return false;
      giveExample(
        tally,
        id,
        `read back, it shows ${JSON.stringify(end.edited).slice(0, 120)} and not what was written`,
      );
      return true;
    case 'missing':
      countDead(tally, id, MISSING);
      return true;
    case 'dead':
      countDead(tally, id, end.reason);
      return true;
  }
}
