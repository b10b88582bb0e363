import type { CrmWrite } from '../../crm/crm.ts';
import type { Delivery, Means } from './delivery.ts';
import type { Write } from './ends.ts';
import { trouble, type Round } from './round.ts';
import { writeRows } from './write-rows.ts';

/** Sends the rows. Those that a call without an answer had are sent in ever smaller calls, until the culprit is alone. */
export async function sendRows<Row extends { readonly id: string }>(
  means: Means,
  { lost, isSuspect }: Delivery<Row>,
  writes: readonly (readonly [Row, Write])[],
  round: Round<Row>,
): Promise<{ written: (readonly [Row, Write])[]; again: number; failure?: Error }> {
  const written: (readonly [Row, Write])[] = [];
  const unanswered: (readonly [Row, number])[] = [];
  let again = 0;
  let failed: { failure?: Error } = {};
  for (const { group, most } of groupsOf(writes, round, isSuspect)) {
    const { answers, ...failure } = await writeRows(means, group.map(toCrm), most);
    for (const [i, [row, write]] of group.entries()) {
      const answer = answers[i];
      if (answer?.state === 'written') written.push([row, write]);
      else if (answer?.state === 'conflict')
        trouble(round, row, 'conflict', 'somebody changed it each time it was written');
      else if (answer?.state === 'lost') unanswered.push([row, lostOnce(round, row, answer)]);
      else if (answer?.state === 'refused' && answer.again)
        again = Math.max(again, trouble(round, row, 'again', answer.reason));
      else if (answer?.state === 'refused') round.ends.set(row, { state: 'dead', reason: answer.reason });
    }
    failed = failure;
    if ('failure' in failed) break;
  }
  await lost(unanswered.filter(([row]) => !round.ends.has(row)));
  return { written, again, ...failed };
}

const toCrm = ([{ id }, { values, record }]: readonly [{ readonly id: string }, Write]): CrmWrite => ({
  id,
  values,
  seen: record,
});

/** Suspects that are sent alone: more of them than this, and this share, have something in common that may be mended by now. */
const FEW_SUSPECTS = { rows: 20, share: 0.05 };

interface Group<Row> {
  readonly group: (readonly [Row, Write])[];
  /** Rows a call. */
  readonly most: number;
}

/** The rows that a call without an answer had, by how often, the others, and the suspects. */
function groupsOf<Row>(
  writes: readonly (readonly [Row, Write])[],
  { counts }: Round<Row>,
  isSuspect: (row: Row) => boolean,
): Group<Row>[] {
  const suspects = writes.filter(([row]) => isSuspect(row));
  const apart = suspects.length <= Math.max(FEW_SUSPECTS.rows, writes.length * FEW_SUSPECTS.share);
  const groups = new Map<number, Group<Row>['group']>();
  for (const write of writes) {
    const times = apart && isSuspect(write[0]) ? SUSPECT : (counts.get(write[0])?.lost ?? 0);
    const group = groups.get(times) ?? [];
    group.push(write);
    groups.set(times, group);
  }
  return Array.from(groups, ([times, group]) => ({
    group,
    most: times === SUSPECT ? 1 : Math.ceil(group.length / 2 ** Math.max(0, times - 1)),
  }));
}

const SUSPECT = -1;

/** In company a row is not known to be the culprit, however often. */
function lostOnce<Row>(round: Round<Row>, row: Row, { reason, alone }: { reason: string; alone: boolean }): number {
  const times = trouble(round, row, 'lost', `no answer each time: ${reason}`);
  if (!alone) round.ends.delete(row);
  return times;
}
