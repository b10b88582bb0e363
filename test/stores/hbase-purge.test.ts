import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { openCluster } from '../../stores/hbase/client/cluster.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { tableName } from '../../stores/hbase/tables.ts';
import { collect } from '../contract/fresh-stores.ts';
import { accepted, at, day, event, everTime, link, stale, version } from '../contract/store-rows.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { dropTables } from './hbase-tables.ts';

const missing = await whyNoHadoop();
const place = { namespace: 'contract', dictionary: `purge${process.pid}` };

/** All cells of a table as the server has them, those that a delete hides and the markers of deletes too. */
async function rawCells(registry: readonly string[], table: string): Promise<Buffer> {
  const cluster = openCluster({ registry });
  const raw = { attribute: [{ name: '_raw_', value: Buffer.of(0xff) }], maxVersions: 1_000, cacheBlocks: false };
  const found: Buffer[] = [];
  for (const { regionName, server } of await cluster.regionsOf(table)) {
    const region = { type: 1, value: regionName };
    const request = { region, scan: raw, numberOfRows: 1_000_000, closeScanner: true };
    const { cells } = await cluster.call(server, 'ClientService', 'Scan', request);
    found.push(Buffer.from(cells));
  }
  await cluster.close();
  return Buffer.concat(found);
}

describe.skipIf(missing !== undefined)('a purge of the store in HBase', () => {
  let hbase: HBase;
  let registry: readonly string[];
  let store: FeatureStore;
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    registry = [...masters, ...regionServers];
    hbase = connectStores(registry);
    store = await openHBaseStore({ ...place, registry, calendar: calendarOf('UTC'), regions: 2, hbase });
  }, 300_000);
  afterAll(async () => {
    await dropTables(hbase, place.dictionary);
    await hbase.close();
  });

  it('takes what was dropped off the disk, and what is delivered again afterwards is there again', async () => {
    const secret = event({ eventId: 'gone', valueText: 'a-secret-that-goes' });
    const old = event({ eventId: 'old', on: '2011-03-01T10:00:00Z' });
    await store.putEvents([secret, old]);
    await store.putVersions([version('o', '2011-01-01', undefined)]);
    await store.putLinks([link('o', 'user', 'u', '2011-01-01')]);
    const cells = [secret, old].map(({ type, id, time }) => ({
      ...{ type, id, cell: Uint8Array.of(1, 2) },
      day: Math.floor(time / 86_400_000_000),
    }));
    await store.putDays(cells, await store.revision());
    await store.putTags('run', 'user', [{ id: 'u', scenes: 1 }]);
    await store.dropTags('run');
    const all = await accepted(store);
    const events = await collect(store.eventsBackwards({ from: 0, to: 65_536 }));
    expect(await store.dropEvents(events.filter(({ eventId }) => eventId === 'gone'))).toBe(1);
    const left = await accepted(store);

    const histories = tableName(place, 'events');
    expect((await rawCells(registry, histories)).includes('a-secret-that-goes')).toBe(true);
    const notes = new Set<string>();
    expect(await store.purge((note) => notes.add(note))).toEqual({ tables: 7 });
    expect(notes.size).toBe(7);
    for (const table of ['events', 'dwd'] as const)
      expect((await rawCells(registry, tableName(place, table))).includes('a-secret-that-goes')).toBe(false);
    expect((await rawCells(registry, histories)).length).toBeGreaterThan(0);

    // Fifteen years old, and still there: no family has a TTL.
    expect(await accepted(store)).toBe(left);
    expect(left).toContain('2011-03-01T10:00:00Z');
    expect((await store.eventsOf({ type: 'user', id: 'u' }, ...everTime)).map((e) => e.eventId)).toEqual(['old']);
    expect(Array.from((await store.readDays('user', ['u'], 0, 99_999)).day)).toEqual([day('2011-03-01')]);
    expect(await store.attributesAt('opportunity', ['o'], at('2026-01-01'))).toEqual(['{"from":"2011-01-01"}']);

    expect(await store.putEvents([secret])).toEqual({ added: 1, replaced: 0, same: 0 });
    expect(await stale(store)).toEqual(['user/u 2026-03-01']);
    await store.putDays(cells, await store.revision());
    expect(await accepted(store)).toBe(all);
    expect(Array.from((await store.readDays('user', ['u'], 0, 99_999)).day)).toEqual([
      day('2026-03-01'),
      day('2011-03-01'),
    ]);
  });

  it('ends by what its listener throws', async () => {
    const stop = (): never => {
      throw new Error('cancelled');
    };
    await expect(store.purge(stop)).rejects.toThrow('cancelled');
  });
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});
