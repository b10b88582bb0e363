import type { TargetField } from '../../domain/push-field.ts';
import type { Delivery, Means } from './delivery.ts';
import type { End, Write } from './ends.ts';
import { shownBy } from './read-back.ts';
import { readRecords } from './read-records.ts';
import { trouble, type Round } from './round.ts';
import { sendRows } from './send-rows.ts';

/**
 * Brings rows to their ends, in rounds: read, decide, write, read back; what is not at its end then is decided on again from what the CRM
 * says now. So a row whose answer was lost is not written again if it got there.
 * @throws DaybreakError CRM_FAILED, CRM_REFUSED: what came to its end before counts, the other rows are as the journal says
 */
export async function deliver<Row extends { readonly id: string }>(
  means: Means,
  delivery: Delivery<Row>,
  rows: readonly Row[],
): Promise<void> {
  const counts: Round<Row>['counts'] = new Map(rows.map((row) => [row, { lost: delivery.lostBefore(row) }]));
  for (let open = rows; open.length > 0;) {
    const round: Round<Row> = { ends: new Map(), counts };
    const writes = await decided(means, delivery, open, round);
    await delivery.sent(writes);
    const { written, again, failure } = await sendRows(means, delivery, writes, round);
    await readBack(means, delivery, written, round);
    await delivery.ended(round.ends);
    if (failure !== undefined) throw failure;
    open = open.filter((row) => !round.ends.has(row));
    if (again > 0 && open.length > 0) await means.caller.rest(again);
  }
}

/** Reads the rows and gives those that are to be written; the others have come to their ends. */
async function decided<Row extends { readonly id: string }>(
  means: Means,
  { fields, decide }: Delivery<Row>,
  rows: readonly Row[],
  { ends }: Round<Row>,
): Promise<(readonly [Row, Write])[]> {
  const answers = await readRecords(means, rows.map(({ id }) => id), targets(fields)); // prettier-ignore
  const writes: (readonly [Row, Write])[] = [];
  for (const [i, row] of rows.entries()) {
    const answer = answers[i] ?? { refused: 'the CRM gave no record' };
    if ('refused' in answer) {
      ends.set(row, { state: 'dead', reason: answer.refused });
      continue;
    }
    const decision = decide(row, answer.record);
    if (decision.act === 'write') writes.push([row, decision]);
    else if (decision.act === 'missing') ends.set(row, { state: 'missing' });
    else if (decision.act === 'edited')
      ends.set(row, { state: 'edited', edited: decision.edited, values: decision.values });
    else ends.set(row, { state: 'delivered', values: decision.values, found: true, readBack: true });
  }
  return writes;
}

/** Reads rows again that the CRM says it wrote, all or those of the sample, and ends those that show it. */
async function readBack<Row extends { readonly id: string }>(
  means: Means,
  { fields, readsBack }: Delivery<Row>,
  written: readonly (readonly [Row, Write])[],
  round: Round<Row>,
): Promise<void> {
  const { tally } = means;
  const { ends } = round;
  const sample = written.filter(([row]) => readsBack(row));
  for (const [row, write] of written) if (!readsBack(row)) ends.set(row, endOf(write, false));
  const answers = await readRecords(means, sample.map(([{ id }]) => id), targets(fields)); // prettier-ignore
  for (const [i, [row, write]] of sample.entries()) {
    const answer = answers[i];
    if (answer && 'refused' in answer) {
      ends.set(row, { state: 'dead', reason: `it could not be read back: ${answer.refused}` });
      continue;
    }
    const record = answer?.record;
    if (!record) {
      ends.set(row, { state: 'missing' });
      continue;
    }
    tally.readBack += 1;
    const shown = shownBy(fields, write, record);
    if (shown.as === 'written') {
      ends.set(row, endOf(write, true));
      continue;
    }
    tally.differing += 1;
    if (shown.as === 'unstored') trouble(round, row, 'unstored', shown.reason);
    else if (shown.as === 'emptied') ends.set(row, { ...DIFFERING, reason: shown.reason, unread: shown.values });
    else {
      const edited = { ...write.edited, ...shown.values };
      ends.set(row, { state: 'edited', edited, values: write.values, differing: true });
    }
  }
}

const DIFFERING = { state: 'dead', differing: true } as const;

function endOf({ values, edited, before }: Write, wasReadBack: boolean): End {
  const unread = wasReadBack ? {} : { unread: before };
  return Object.keys(edited).length > 0
    ? { state: 'edited', edited, values, ...unread }
    : { state: 'delivered', values, found: false, readBack: wasReadBack, ...unread };
}

const targets = (fields: readonly TargetField[]): string[] => fields.map(({ target }) => target);
