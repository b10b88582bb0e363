import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import type { HBase } from '../../stores/hbase/client/hbase.ts';
import { connectStores } from '../../stores/hbase/connection.ts';
import { HBaseError } from '../../stores/hbase/client/hbase-error.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { collect } from '../contract/fresh-stores.ts';
import { accepted, at, day, event, everySalt, everTime, link, stale, version } from '../contract/store-rows.ts';
import { hadoopForTests, whyNoHadoop } from './hadoop.ts';
import { dyingHBase } from './hbase-dying.ts';
import { inKeyspace } from './hbase-keyspace.ts';
import { dropTables } from './hbase-tables.ts';

const missing = await whyNoHadoop();
const LEASE_MS = 250;

const user = { type: 'user', id: 'u' };
const first = day('2026-03-01');
const base = [
  event({ eventId: 'moves', arrived: 1 }),
  event({ eventId: 'goes', arrived: 1 }),
  event({ eventId: 'drops', id: 'd' }),
];

/** What a reader can tell of the rows that the writes below change. */
const seenBy = async (store: FeatureStore): Promise<unknown> => ({
  revision: await store.revision(),
  accepted: await accepted(store),
  stale: await stale(store),
  histories: await Promise.all(['moves', 'goes', 'comes', 'drops'].map((id) => store.eventVersions(id))),
  days: await store.readDays('user', ['u', 'd'], 0, 99_999),
  labels: await collect(store.labelsAt('2026-03-01', 'label')),
});

const label = { type: 'opportunity', id: 'o', asOf: '2026-03-01', name: 'label', label: '1', labelTime: undefined };

const writes: Record<string, (store: FeatureStore) => Promise<unknown>> = {
  events: (store) =>
    store.putEvents([
      event({ eventId: 'moves', arrived: 2, id: 'v', on: '2026-03-02T10:00:00Z' }),
      event({ eventId: 'goes', arrived: 2, op: 'delete' }),
      ...['comes', 'a', 'b', 'c'].map((eventId) => event({ eventId, id: eventId })),
    ]),
  versions: (store) =>
    store.putVersions(
      ['o', 'p', 'q'].map((id) => version(id, '2026-01-01', undefined, { attrsText: 'new', arrived: 1 })),
    ),
  links: (store) => store.putLinks(['o', 'p', 'q'].map((id) => link(id, 'user', 'w', '2026-01-01'))),
  labels: (store) => store.putLabels(['o', 'p', 'q'].map((id) => ({ ...label, id }))),
  drop: async (store) => store.dropEvents(await collect(store.eventsBackwards(everySalt))),
};

describe.skipIf(missing !== undefined)('a writer of the store in HBase', () => {
  let hbase: HBase;
  let prefix: Buffer;
  const where = { namespace: 'contract', dictionary: `t${process.pid}`, regions: 2, registry: [], leaseMs: LEASE_MS };
  const open = (through: (hbase: HBase) => HBase = (same) => same, leaseMs = LEASE_MS): Promise<FeatureStore> =>
    openHBaseStore({ ...where, leaseMs, calendar: calendarOf('UTC'), hbase: through(inKeyspace(hbase, prefix)) });
  /** An empty store, then the rows that the writes change. */
  const fresh = async (): Promise<FeatureStore> => {
    prefix = randomBytes(6);
    const store = await open();
    await store.putEvents(base);
    await store.putVersions([version('o', '2026-01-01', undefined)]);
    await store.putDays([{ ...user, id: 'd', day: first, cell: Uint8Array.of(1) }], await store.revision());
    return store;
  };
  beforeAll(async () => {
    const { masters, regionServers } = await hadoopForTests();
    hbase = connectStores([...masters, ...regionServers]);
  }, 300_000);
  afterAll(async () => {
    await dropTables(hbase, where.dictionary);
    await hbase.close();
  });

  it.for(Object.keys(writes))('that is killed anywhere in a batch of %s leaves all of it or nothing', async (kind) => {
    const write = writes[kind]!;
    const whole = await fresh();
    const before = await seenBy(whole);
    await write(whole);
    const after = await seenBy(whole);
    expect(after).not.toEqual(before);
    const outcomes: boolean[] = [];
    for (let requests = 0, ended = false; !ended; requests++) {
      for (const torn of [true, false]) {
        const sequence = await (await fresh()).changeSequence();
        // opening takes one request
        const dying = await open((live) => dyingHBase(live, { after: requests + 1, torn }));
        ended = await write(dying).then(
          () => true,
          () => false,
        );
        const next = await open();
        const found = await seenBy(next);
        const isIn = JSON.stringify(found) === JSON.stringify(after);
        expect(found).toEqual(isIn ? after : before);
        outcomes.push(isIn);
        if (isIn && kind === 'versions')
          for (const changedAt of await next.changedAt('versions', 'opportunity', ['o', 'p', 'q']))
            expect(changedAt > sequence && Number.isFinite(changedAt)).toBe(true);
        await write(next);
        expect(await seenBy(next)).toEqual(after);
      }
    }
    expect(new Set(outcomes)).toEqual(new Set([false, true]));
    expect(outcomes).toEqual([...outcomes].sort());
  });

  it('that is killed anywhere while it folds leaves the day stale, or the cell and the number of its change', async () => {
    const days = [{ ...user, day: first, cell: Uint8Array.of(7) }];
    for (let requests = 0, ended = false; !ended; requests++) {
      const store = await fresh();
      const [sequence, seen] = [await store.changeSequence(), await store.revision()];
      const dying = await open((live) => dyingHBase(live, { after: requests + 1, torn: false }));
      ended = await dying.putDays(days, seen).then(
        () => true,
        () => false,
      );
      const cells = (await store.readDays('user', ['u'], first, first)).day.length;
      const [changedAt] = await store.changedAt('days', 'user', ['u']);
      expect(changedAt! > sequence).toBe(cells > 0);
      if (!(await stale(store)).includes('user/u 2026-03-01'))
        expect([cells, Number.isFinite(changedAt)]).toEqual([1, true]);
      await store.putDays(days, seen);
      expect(await stale(store)).toEqual([]);
      const [closedAt] = await store.changedAt('days', 'user', ['u']);
      expect(closedAt! > sequence && closedAt! <= (await store.changeSequence())).toBe(true);
    }
  });

  it('waits for another, and none of their batches is lost', async () => {
    const stores = [await fresh(), await open(), await open()];
    const revision = await stores[0]!.revision();
    await Promise.all(
      stores.map(async (store, writer) => {
        for (let batch = 0; batch < 8; batch++)
          await store.putEvents([0, 1, 2].map((i) => event({ eventId: `${writer}-${batch}-${i}`, id: `w${writer}` })));
      }),
    );
    for (const writer of [0, 1, 2])
      expect(await stores[0]!.eventsOf({ type: 'user', id: `w${writer}` }, ...everTime)).toHaveLength(24);
    expect(await stores[0]!.revision()).toBe(revision + 24);
  });

  it('that was silent too long before its batch was in has written nothing, and may write again', async () => {
    const store = await fresh();
    let quiet = false;
    let others: (() => Promise<void>) | undefined = async () => {
      others = undefined;
      quiet = true;
      await (await open()).putEvents([event({ eventId: 'meanwhile', id: 'v' })]);
      quiet = false;
    };
    // After it has taken the lease nothing of it arrives until another writer has been and gone.
    const held = await open((live) => ({
      ...live,
      table: (name) => {
        const table = live.table(name);
        return {
          ...table,
          getMany: async (...args) => {
            await others?.();
            return table.getMany(...args);
          },
          checkAndMutate: (check, mutations) =>
            quiet ? Promise.reject(new HBaseError('closed', 'silent')) : table.checkAndMutate(check, mutations),
        };
      },
    }));
    const late = [event({ eventId: 'late', id: 'v' })];
    await expect(held.putEvents(late)).rejects.toMatchObject({ code: 'STATE_BUSY' });
    expect((await store.eventsOf({ type: 'user', id: 'v' }, ...everTime)).map((e) => e.eventId)).toEqual(['meanwhile']);
    await store.putEvents(late);
    expect((await store.eventsOf({ type: 'user', id: 'v' }, ...everTime)).map((e) => e.eventId)).toEqual([
      'late',
      'meanwhile',
    ]);
  });

  it('that failed in the middle of a batch ends it itself, at once, whatever the lease', async () => {
    const store = await fresh();
    const revision = await store.revision();
    for (const failing of [1, 2, 3]) {
      let left = failing;
      const cutOff = await open(
        (live) => ({
          ...live,
          table: (name) => ({
            ...live.table(name),
            mutateAll: async (mutations) => {
              if (--left !== 0) return live.table(name).mutateAll(mutations);
              await live.table(name).mutateAll(mutations.slice(0, 1));
              throw new HBaseError('connection', 'the server went');
            },
          }),
        }),
        600_000,
      );
      const rows = ['a', 'b', 'c'].map((id) => event({ eventId: `${failing}-${id}`, id }));
      await expect(cutOff.putEvents(rows)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
      const startedAt = performance.now();
      expect(await cutOff.revision()).toBe(revision + failing);
      expect(await cutOff.putEvents(rows)).toEqual({ added: 0, replaced: 0, same: 3 });
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      for (const id of ['a', 'b', 'c'])
        expect(await store.eventsOf({ type: 'user', id }, ...everTime)).toHaveLength(failing);
    }
  });

  it('is refused a lease that an operation could outlast', async () => {
    await fresh();
    await expect(open((same) => same, 200)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
    await expect(open((same) => same, 201).then((store) => store.revision())).resolves.toBeGreaterThan(0);
  });

  it('may take events, days and tags away and bring them back, to the same place and time', async () => {
    const store = await fresh();
    for (let round = 2; round < 8; round++) {
      const op = round % 2 === 0 ? ('delete' as const) : ('upsert' as const);
      await store.putEvents([event({ eventId: 'moves', arrived: round, op })]);
      const there = (await store.eventsOf(user, ...everTime)).map(({ eventId }) => eventId).includes('moves');
      expect(there).toBe(op === 'upsert');
      const cell = op === 'upsert' ? Uint8Array.of(round) : undefined;
      expect(await stale(store)).toContain('user/u 2026-03-01');
      await store.putDays([{ ...user, day: first, cell }], await store.revision());
      expect((await store.readDays('user', ['u'], first, first)).day.length).toBe(cell ? 1 : 0);
      expect(await stale(store)).not.toContain('user/u 2026-03-01');
      await store.putTags('run', 'user', [{ id: 'u', scenes: 1 }]);
      expect(await store.countTags('run', 'user')).toBe(1);
      await store.dropTags('run');
      expect(await store.countTags('run', 'user')).toBe(0);
    }
    await store.putEvents([event({ eventId: 'old', on: '2011-01-01T00:00:00Z', time: at('2011-01-01') })]);
    expect(await store.dropEvents(await collect(store.eventsBackwards(everySalt)))).toBe(4);
    expect(
      await store.putEvents([event({ eventId: 'old', on: '2011-01-01T00:00:00Z', time: at('2011-01-01') })]),
    ).toEqual({ added: 1, replaced: 0, same: 0 });
    expect((await store.eventsOf(user, ...everTime)).map(({ eventId }) => eventId)).toEqual(['old']);
  });
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});
