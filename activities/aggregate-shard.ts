import { OPPORTUNITY } from '../domain/dictionary.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { deriveRows } from '../engine/derive.ts';
import { dueDays, NEVER } from '../engine/due-days.ts';
import { groupRanges } from '../engine/group-ranges.ts';
import { matrixOf } from '../engine/matrix-of-days.ts';
import type { RowMembers } from '../engine/row-directory.ts';
import { unionOf } from '../engine/union.ts';
import type { ShardTask } from './shard-task.ts';
import { earliest, nightAfterDay } from './rows/due-nights.ts';
import type { FoundRows, KeptRow } from './rows/kept-rows.ts';
import { lastChanges, type LastChanges } from './rows/last-changes.ts';
import { memberList } from './rows/member-list.ts';
import { idsToRead } from './rows/ids-to-read.ts';
import { linkedIds } from './rows/linked-ids.ts';
import { membersOf } from './rows/members.ts';
import { computedPlan, extendedRows } from './rows/extended-rows.ts';
import { decisionOn, lateRows, unlessDecided } from './rows/late-rows.ts';
import { nightStore } from './replay/night-store.ts';
import { once, type Receipt } from './receipt.ts';
import type { MadeRows, InputChanges, RowMaker } from './rows/row-maker.ts';
import { makeRows } from './rows/row-shard.ts';
import { rowStep } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

/** Opportunities whose linked ids are read together: each linked id is read once for all of them. */
const OPPORTUNITIES_A_READ = 2_048;
/**
 * Linked ids' values merged at once, over several opportunities; one opportunity that alone has more is merged by itself. With twelve functions
 * and six windows a value gives up to 72 others, 860 bytes.
 */
const VALUES_A_BLOCK = 1 << 15;

/** 特征聚合: one linked type's functions over the union of (id, day) values of all ids linked to each opportunity of a shard. */
export const aggregateShard: Verb<ShardTask, Receipt> = (ports) => (task, beat) =>
  once(ports.blobs, task.run, `${rowStep('aggregated', task.type)}/${task.part}`, async (write) => {
    const { run, type } = task;
    const snapshot = await readSnapshot(ports.blobs, run);
    const store = await nightStore(ports, snapshot);
    const { plan, hash } = computedPlan(ports, snapshot, 'aggregated', type);
    const calendar = ports.calendar(snapshot.timeZone);
    const runDay = dayOfDate(run.date);
    let lastRead: { readonly ids: number; readonly bytes: number } | undefined;
    const night = { calendar, runDay, midnight: calendar.midnight(runDay) };

    async function* compute(
      opportunities: readonly string[],
      earlier: readonly (KeptRow | undefined)[],
    ): AsyncGenerator<MadeRows> {
      const { links, relinked: allRelinked } = await linkedIds(store, type, opportunities, earlier, night);
      let first = 0;
      for (const group of membersOf(type, opportunities, links, () => idsToRead(lastRead))) {
        const cells = await store.readDays(type, group.ids, runDay - plan.depth, runDay - 1);
        lastRead = { ids: group.ids.length, bytes: cells.bytes.length };
        const matrix = matrixOf(plan, cells, runDay);
        const ahead = nightAfterDay(await store.firstDays(type, group.ids, runDay));
        const relinked = allRelinked.subarray(first, (first += group.opportunities.length));
        for (const [from, to] of groupRanges(matrix, group.memberStart, group.member, VALUES_A_BLOCK)) {
          const start = group.memberStart.slice(from, to + 1);
          const union = unionOf(matrix, start, group.member);
          const { rows: block, overflowed } = deriveRows(plan, union, group.opportunities.slice(from, to));
          const due = dueDays(plan, union, runDay);
          const relinkedRows = relinked.subarray(from, to);
          earliest(due, relinkedRows);
          earliest(due, overMembers(start, group.member, ahead, Math.min, new Int32Array(to - from).fill(NEVER)));
          const made = { ids: group.ids, start, member: group.member, relinked: relinkedRows };
          yield { block, due, members: made, overflowed };
        }
      }
    }
    const changes = async (since: number): Promise<InputChanges> => {
      const links = await lastChanges(store, snapshot, { kind: 'links', type: OPPORTUNITY, since });
      const days = await lastChanges(store, snapshot, { kind: 'days', type, since });
      return {
        asOf: Math.min(links.asOf, days.asOf),
        links: links.at,
        values: (_, earlier) => memberChanges(days, earlier),
      };
    };
    const maker: RowMaker = { kind: 'aggregated', plan: hash, idsABatch: OPPORTUNITIES_A_READ, changes, compute };
    const decision = decisionOn(snapshot, type);
    const chosen = decision
      ? lateRows(ports, task, snapshot, maker, decision)
      : extendedRows(ports, task, snapshot, maker);
    const receipt = await makeRows(ports, task, snapshot, store, chosen, write, beat);
    return { ...receipt, unless: () => unlessDecided(ports, task, decision, beat) };
  });

/** For each row the last change of any of its members; 0 where none of them can have changed. */
async function memberChanges(changes: LastChanges, { directories, directory, at }: FoundRows): Promise<Float64Array> {
  const members = memberList();
  const places: number[] = [];
  for (let i = 0; i < at.length; i++) {
    const [earlier, row] = [directories[directory[i] ?? -1]?.members, at[i] ?? -1];
    if (!earlier || !mayHaveChanged(changes, earlier, row)) continue;
    members.add(earlier, row, row + 1);
    places.push(i);
  }
  const sequences = new Float64Array(at.length);
  if (places.length === 0) return sequences;
  const { ids, start, member } = members.end();
  const found = overMembers(start, member, await changes.at(ids), Math.max, new Float64Array(places.length));
  for (const [n, i] of places.entries()) sequences[i] = found[n] ?? 0;
  return sequences;
}

/** Whether any member of a row may have changed. */
function mayHaveChanged({ mayHave }: LastChanges, { ids, start, member }: RowMembers, row: number): boolean {
  for (let m = start[row] ?? 0; m < (start[row + 1] ?? 0); m++) if (mayHave(ids[member[m] ?? -1] ?? '')) return true;
  return false;
}

/** Folds what is known of the members into each of their groups; the arrays are those of Members. */
function overMembers<Values extends Int32Array | Float64Array>(
  start: Int32Array,
  member: Int32Array,
  known: Values,
  choose: (a: number, b: number) => number,
  into: Values,
): Values {
  for (let group = 0; group + 1 < start.length; group++) {
    for (let m = start[group] ?? 0; m < (start[group + 1] ?? 0); m++)
      into[group] = choose(into[group] ?? 0, known[member[m] ?? -1] ?? 0);
  }
  return into;
}
