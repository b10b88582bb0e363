import type { Calendar } from '../../domain/calendar.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import { eventLine, knownLine, linkLine, versionLine } from '../accepted-line.ts';
import { afterEntity, instantAt, lastInstant, textsAt } from '../row-key.ts';
import { keepSums, openBatch, putSum, type SumBatch } from './row-sums.ts';
import { scanPages, type Entry } from './scan.ts';
import { paced, settle } from './store-error.ts';
import { revisionOf, type Table, type Tables } from './tables.ts';
import { transact } from './transact.ts';

/** Makes the sums from all rows, without holding writers up; does nothing when rows come in meanwhile. */
export async function buildSums(tables: Tables, calendar: Calendar, beat: (note: string) => void): Promise<void> {
  const { folder } = tables;
  const revision = await settle(folder, () => revisionOf(tables));
  const batch = openBatch(calendar);
  let rows = 0;
  const each = async <Value>(table: Table<Value>, add: (entry: Entry<Value>) => void): Promise<void> => {
    for await (const page of paced(folder, () => scanPages(table, Buffer.of(0), Buffer.of(0xff, 0xff, 0xff)), 1)) {
      page.forEach(add);
      rows += page.length;
      beat(`${rows} accepted rows added up, once in the life of a store`);
    }
  };
  await each(tables.cells, eventAdder(batch));
  await each(tables.versions, ({ key, value }) => {
    const [type, id] = textsAt(key, 2, 2);
    const from = lastInstant(key);
    batch.change('version', type, '', from, { add: versionLine(type, id, from, value[0], value[1]) });
  });
  await each(tables.links, ({ key, value }) => {
    const [opportunityId, type, id] = textsAt(key, 2, 3);
    const from = lastInstant(key);
    batch.change('link', type, '', from, { add: linkLine(opportunityId, type, id, from, value[0]) });
  });
  await settle(folder, () => {
    transact(tables.root, () => {
      if (revisionOf(tables) !== revision) return;
      for (const key of Array.from(tables.sums.getKeys({}))) tables.sums.removeSync(key);
      for (const { key, sum } of batch.sums()) putSum(tables, key, sum);
      keepSums(tables, calendar);
    });
  });
}

/** Events come by entity and time: the first of an opportunity is where it becomes known. */
function eventAdder(batch: SumBatch): (entry: Entry<Tables['cells'] extends Table<infer Cell> ? Cell : never>) => void {
  let known: string | undefined;
  return ({ key, value: [line, feature, timeText, valueText, attrsText] }) => {
    const at = afterEntity(key);
    const time = instantAt(key, at);
    const [type, id] = textsAt(key, 2, 2);
    if (type === OPPORTUNITY && id !== known) batch.change('known', type, '', time, { add: knownLine((known = id)) });
    const eventId = key.toString('utf8', at + 8);
    const text = eventLine({ type, id, eventId, line, feature, timeText, valueText, attrsText });
    batch.change('event', type, feature, time, { add: text });
  };
}
