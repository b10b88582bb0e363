import { OPPORTUNITY, type BaseFeature } from '../domain/dictionary.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { deriveRows } from '../engine/derive.ts';
import { dueDays, NEVER } from '../engine/due-days.ts';
import { groupRanges } from '../engine/group-ranges.ts';
import { matrixOf } from '../engine/matrix.ts';
import { compilePlan } from '../engine/plan.ts';
import { unionOf } from '../engine/union.ts';
import type { ShardTask } from './shard-task.ts';
import { earliest, nightAfter, nightAfterDay } from './due-nights.ts';
import { membersOf, type Members } from './members.ts';
import { once, type Receipt } from './receipt.ts';
import type { MadeRows, RowMaker } from './row-maker.ts';
import { makeRows } from './row-shard.ts';
import { rowStep } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

/** Opportunities whose linked ids are read together: each linked id is read once for all of them. */
const OPPORTUNITIES_A_READ = 2_048;
/** Linked ids held at once; a batch with more is cut. */
const IDS_A_READ = 8_192;
/**
 * Linked ids' values merged at once, over several opportunities; one opportunity that alone has more is merged by itself. With twelve functions
 * and six windows a value gives up to 72 others, 860 bytes.
 */
const VALUES_A_BLOCK = 1 << 16;

/** 特征聚合: one linked type's functions over the union of (id, day) values of all ids linked to each opportunity of a shard. */
export const aggregateShard: Verb<ShardTask, Receipt> = (ports) => (task, beat) =>
  once(ports.blobs, task.run, `${rowStep('aggregated', task.type)}/${task.part}`, async () => {
    const { run, type } = task;
    const { dictionary, timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    const rows = dictionary.rows.filter((row): row is BaseFeature => row.dim === type && row.kind === 'base');
    const plan = compilePlan(rows);
    const calendar = ports.calendar(timeZone);
    const [runDay, midnight] = [dayOfDate(run.date), calendar.midnight(dayOfDate(run.date))];
    const members = async (ids: readonly string[]): Promise<Iterable<Members>> =>
      membersOf(type, ids, await store.linksAt(ids, midnight), IDS_A_READ);

    async function* compute(opportunities: readonly string[]): AsyncGenerator<MadeRows> {
      for (const group of await members(opportunities)) {
        const cells = await store.readDays(type, group.ids, runDay - plan.depth, runDay - 1);
        const matrix = matrixOf(plan, cells, runDay);
        const ahead = nightAfterDay(await store.firstDays(type, group.ids, runDay));
        const relinked = nightAfter(await store.linksChange(group.opportunities, midnight), calendar, runDay);
        for (const [from, to] of groupRanges(matrix, group.memberStart, group.member, VALUES_A_BLOCK)) {
          const start = group.memberStart.slice(from, to + 1);
          const union = unionOf(matrix, start, group.member);
          const { rows: derived, overflows } = deriveRows(plan, union, group.opportunities.slice(from, to));
          const due = dueDays(plan, union, runDay);
          earliest(due, relinked.subarray(from, to));
          earliest(due, overMembers(start, group.member, ahead, Math.min, new Int32Array(to - from).fill(NEVER)));
          yield { rows: derived, due, members: { ids: group.ids, start, member: group.member }, overflows };
        }
      }
    }
    const lastChange: RowMaker['lastChange'] = async (opportunities, { ids, start, member }) => {
      // Where the links have not changed since the row was made, nor begun or ended, its members still are those of then.
      const links = await store.changedAt('links', OPPORTUNITY, opportunities);
      return overMembers(start, member, await store.changedAt('days', type, ids), Math.max, links);
    };
    return makeRows(
      ports,
      task,
      store,
      { kind: 'aggregated', rows, idsABatch: OPPORTUNITIES_A_READ, lastChange, compute },
      beat,
    );
  });

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
