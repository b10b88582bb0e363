import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { connectHBase, type HBase } from '../../stores/hbase/client/hbase.ts';
import { openHBaseStore } from '../../stores/hbase/store.ts';
import { tableName } from '../../stores/hbase/tables.ts';
import { collect } from '../contract/fresh-stores.ts';
import { accepted, event } from '../contract/store-rows.ts';
import { ownHadoop, whyNoHadoop, type OwnHadoop } from './hadoop.ts';
import { chaosEvents } from './hbase-client/chaos-events.ts';
import { everythingIn } from './store-reads.ts';
import { carryOut, storeWrites } from './store-writes.ts';

const missing = await whyNoHadoop();
const calendar = calendarOf('UTC');
const IDS = 40;
/** Calls give up long before the server is back, so that batches fail half-way, and the lease is longer than the test. */
const TIMEOUTS = { callTimeoutMs: 1_500, operationTimeoutMs: 1_500 };
const LEASE_MS = 3_600_000;
/** How long calls may fail while nothing is done to the servers. How long they take to come back is theirs to say, and `ownHadoop` sees whether they get on. */
const AGAIN_MS = 240_000;

const isUnreachable = (error: unknown): boolean => error instanceof DaybreakError && error.code === 'STORE_UNREACHABLE';

/** What is done to the servers, one thing after the other. */
function unrest() {
  let now: Promise<unknown> = Promise.resolve();
  let quietSince: number | undefined = 0;
  return {
    /** Awaits what is under way, then begins. */
    async begin(work: () => Promise<unknown>): Promise<void> {
      await now;
      quietSince = undefined;
      now = work().finally(() => (quietSince = performance.now()));
      now.catch(() => undefined);
    },
    over: () => now,
    isTooLong: (sinceMs: number): boolean =>
      quietSince !== undefined && performance.now() - Math.max(sinceMs, quietSince) > AGAIN_MS,
  };
}
type Unrest = ReturnType<typeof unrest>;

/** Does it again after a failure, as Temporal makes a step again. */
async function untilReached<Result>(
  { isTooLong }: Unrest,
  work: () => Promise<Result>,
  onFailure: () => void = () => undefined,
): Promise<Result> {
  for (const since = performance.now(); ;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || isTooLong(since)) throw error;
      onFailure();
    }
  }
}

/** A store whose calls are made again. */
function patient(store: FeatureStore, trouble: Unrest, onFailure: (method: string) => void): FeatureStore {
  const reach = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    untilReached(trouble, work, () => {
      onFailure(name);
    });
  const methods = Object.entries(store).map(([name, method]: [string, (...args: unknown[]) => unknown]) => [
    name,
    (...args: unknown[]): unknown => {
      const first = method(...args);
      if (first instanceof Promise) {
        const begun: unknown[] = [first];
        return reach(name, () => Promise.resolve(begun.pop() ?? method(...args)));
      }
      // A stream that breaks is read again from its beginning.
      if (isStream(first)) {
        return (async function* () {
          yield* await reach(name, () => collect(method(...args) as AsyncIterable<unknown>));
        })();
      }
      return first;
    },
  ]);
  return Object.fromEntries(methods) as FeatureStore;
}

const isStream = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

describe.skipIf(missing !== undefined)('the store in HBase', () => {
  let hadoop: OwnHadoop;
  let hbase: HBase;
  let operator: HBase;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    hadoop = await ownHadoop();
    operator = connectHBase({ registry: hadoop.masters });
    hbase = connectHBase({ registry: [...hadoop.masters, ...hadoop.regionServers], ...TIMEOUTS });
  }, 300_000);
  afterAll(async () => {
    await operator.close();
    await hbase.close();
    await hadoop.close();
    await rm(folder, { recursive: true });
  });

  it('loses and doubles nothing while regions split, move and die under writes, folds and reads', async () => {
    const options = { namespace: 'contract', registry: [], calendar, regions: 2, leaseMs: LEASE_MS };
    // Making tables takes longer than the calls of the store that is tried may.
    for (const dictionary of ['unrest', 'still']) await openHBaseStore({ ...options, dictionary, hbase: operator });
    const trouble = unrest();
    const open = (dictionary: string): Promise<FeatureStore> =>
      untilReached(trouble, () => openHBaseStore({ ...options, dictionary, hbase }));
    const [store, still] = [await open('unrest'), await open('still')];
    const embedded = await openEmbeddedStore({ folder, calendar });
    const [writes] = fc.sample(storeWrites({ ids: IDS, writes: 150 }), { numRuns: 1, seed: 11 });
    for (const write of writes!) await carryOut(embedded, write);
    const rows = Array.from({ length: 3_000 }, (_, i) => event({ eventId: `e${i}`, id: `u${i % 500}` }));
    await untilReached(trouble, () => still.putEvents(rows));
    const stillRows = await untilReached(trouble, () => accepted(still));

    const tables = [
      ...(['dwd', 'mid', 'zipper'] as const).map((name) => ['unrest', name] as const),
      ['still', 'dwd'] as const,
    ].map(([dictionary, name]) => chaosEvents(operator, tableName({ namespace: 'contract', dictionary }, name)));
    const split = Buffer.of(0x40, 0);
    const events = new Map<number, () => Promise<unknown>>([
      [Math.floor(writes!.length * 0.1), () => Promise.all(tables.map((table) => table.split(split)))],
      [Math.floor(writes!.length * 0.35), () => Promise.all(tables.map((table) => table.bounce(split)))],
      [
        Math.floor(writes!.length * 0.6),
        async () => {
          await hadoop.kill();
          await hadoop.restart();
        },
      ],
    ]);
    const failures: string[] = [];
    const inHBase = patient(store, trouble, (method) => failures.push(method));
    let reads = 0;
    const state = { ended: false };
    const reading = (async () => {
      while (!state.ended) {
        const rows = await accepted(still).catch((error: unknown) => {
          if (isUnreachable(error)) return undefined;
          throw error;
        });
        if (rows === undefined) continue;
        expect(rows).toBe(stillRows);
        reads++;
      }
    })();
    reading.catch(() => undefined);
    for (const [i, write] of writes!.entries()) {
      const start = events.get(i);
      if (start) await trouble.begin(start);
      await carryOut(inHBase, write);
    }
    await trouble.over();
    state.ended = true;
    await reading;
    expect(reads).toBeGreaterThan(3);
    // Something was cut off in the middle, or this would have shown nothing.
    expect(failures.length).toBeGreaterThan(0);

    const { sequence, changedDays, changedVersions, changedLinks, ...found } = await untilReached(trouble, () =>
      everythingIn(store, IDS),
    );
    const expected = await everythingIn(embedded, IDS);
    for (const name of Object.keys(found)) expect([name, found[name]]).toEqual([name, expected[name]]);
    // A batch that was ended by another try is numbered once more, and none stays open.
    const numbers = [changedDays, changedVersions, changedLinks].flat(2) as Float64Array[];
    for (const number of numbers.flatMap((each) => [...each])) expect(number <= (sequence as number)).toBe(true);
    expect(await untilReached(trouble, () => accepted(still))).toBe(stillRows);
    await embedded.close();
  }, 1_800_000);
});

it.runIf(missing !== undefined)('needs Java and Maven', (context) => {
  context.skip(`NOT TESTED: ${missing ?? ''}`);
});
