import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import type { PutCell } from '../../stores/hbase/client/mutation.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { eventCell } from '../../stores/hbase/event-cell.ts';
import { putOf } from '../../stores/hbase/put.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { tableName } from '../../stores/hbase/tables.ts';
import { linkCell, versionCell } from '../../stores/hbase/zipper-cell.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { entityKey, eventIdKey } from '../../stores/row-key.ts';
import type { TableName } from '../../infra/hbase/tables.ts';
import { at, day, event, everTime, link, version } from '../contract/store-rows.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { inKeyspace } from './hbase-keyspace.ts';
import { dropTables } from './hbase-tables.ts';

const missing = await whyNoHadoop();
const place = { namespace: 'contract', dictionary: `f${process.pid}` };
const old = [event({ eventId: 'e' }), event({ eventId: 'f' })];
const user = { type: 'user', id: 'u' };
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** A store as the first format left it, at revision 3: cells without a revision, nothing of what was replaced. */
async function writeFormat1(hbase: HBase): Promise<void> {
  const put = (table: TableName, row: Uint8Array, ...cells: PutCell[]): Promise<void> =>
    hbase.table(tableName(place, table)).mutateAll([putOf(row, ...cells)]);
  const head = { format: 1, owner: 'nobody', beat: 0, revision: 3, pending: null };
  const headCells = Object.entries(head).map(([name, value]) => ({
    ...{ family: 'h', qualifier: Buffer.from(name), timestamp: 1 },
    value: json(value),
  }));
  await put('ledger', Buffer.from('head'), ...headCells);
  for (const row of old) {
    await put('events', eventIdKey(row.eventId), historyCell(row));
    const { time, timeText, valueText, attrsText, arrived } = row;
    const value = json([time, timeText, valueText, attrsText, arrived]);
    await put('dwd', entityKey(row.type, row.id), { ...eventCell(row, 0), value });
  }
  const from = at('2026-03-01');
  const cells = [versionCell(from, [null, '{"a":1}', 0]), linkCell('user', 'u', from, [null, 0])];
  await put('zipper', entityKey('opportunity', 'o'), ...cells);
}

function historyCell(row: EventRow): PutCell {
  const { type, id, line, feature, time, timeText, valueText, attrsText, arrived } = row;
  const version = [type, id, line, feature, time, timeText, valueText, attrsText, arrived, 0];
  return { family: 'i', qualifier: Buffer.from('h'), timestamp: 1, value: json([0, [version]]) };
}

describe.skipIf(missing !== undefined)('a store in HBase of the first format', () => {
  let hbase: HBase;
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    hbase = connectStores([...masters, ...regionServers]);
  }, 300_000);
  afterAll(async () => {
    await dropTables(hbase, place.dictionary);
    await hbase.close();
  });
  const fresh = (): { space: HBase; open: () => Promise<FeatureStore> } => {
    const space = inKeyspace(hbase, createHash('sha256').update(randomUUID()).digest().subarray(0, 6));
    const calendar = calendarOf('UTC');
    return { space, open: () => openHBaseStore({ ...place, regions: 2, registry: [], calendar, hbase: space }) };
  };

  it('says what it said, keeps what is replaced from then on, and says so', async () => {
    await fresh().open(); // makes the tables
    const { space, open } = fresh();
    await writeFormat1(space);
    const store = await open();
    expect(await store.eventsOf(user, ...everTime)).toEqual(old);
    expect([await store.knownSince(), await store.revision()]).toEqual([3, 3]);

    await store.putEvents([
      event({ eventId: 'e', arrived: 1, valueText: '2' }),
      event({ eventId: 'f', arrived: 1, op: 'delete' }),
    ]);
    await store.putVersions([version('o', '2026-03-01', '2026-03-02', { attrsText: '{"a":2}', arrived: 1 })]);
    await store.putLinks([link('o', 'user', 'u', '2026-03-01', '2026-03-02', 1)]);
    const midnight = at('2026-03-03');
    expect(await store.eventsOf(user, ...everTime, 3)).toEqual(old);
    expect((await store.eventsOf(user, ...everTime)).map(({ valueText }) => valueText)).toEqual(['2']);
    expect(await store.attributesAt('opportunity', ['o'], midnight, 3)).toEqual(['{"a":1}']);
    expect(await store.linksAt(['o'], midnight, 3)).toEqual([[user]]);
    expect(await store.linksAt(['o'], midnight)).toEqual([[]]);
    expect(await store.changedDaysSince('user', ['u'], 3, 0, 99_999)).toEqual([[day('2026-03-01')]]);
    const again = await open();
    expect([await again.knownSince(), await again.revision()]).toEqual([3, 6]);
  }, 120_000);
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});
