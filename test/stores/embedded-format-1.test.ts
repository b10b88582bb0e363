import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { eventCellKey, instantKey, linkKey, textKey } from '../../stores/row-key.ts';
import { accepted, at, day, event, everTime, link, version } from '../contract/store-rows.ts';

/** A store as the first format left it, at revision 3: values without a revision, nothing of what was replaced. */
async function writeFormat1(folder: string): Promise<void> {
  const root = open({ path: folder, noSubdir: false, maxDbs: 16, keyEncoding: 'binary' });
  const put = (table: string, key: Buffer, value: unknown): void => {
    root.openDB<unknown, Buffer>(table, { keyEncoding: 'binary', encoding: 'msgpack' }).putSync(key, value);
  };
  put('meta', Buffer.from('format'), 1);
  put('meta', Buffer.from('revision'), 3);
  for (const { eventId, type, id, time, line, feature, timeText, valueText } of old) {
    put('events', textKey(eventId), [type, id, time]);
    put('cells', eventCellKey(type, id, time, eventId), [line, feature, timeText, valueText, '', 0]);
  }
  put('versions', instantKey('opportunity', 'o', at('2026-03-01')), [null, '{"a":1}', 0]);
  put('links', linkKey('o', 'user', 'u', at('2026-03-01')), [null, 0]);
  await root.close();
}

const old = [event({ eventId: 'e' }), event({ eventId: 'f' })];
const user = { type: 'user', id: 'u' };

describe('a store of the first format', () => {
  let folder: string;
  let store: FeatureStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-store-'));
    await writeFormat1(folder);
    store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('says what it said, and since when it keeps what is replaced', async () => {
    expect(await store.eventsOf(user, ...everTime)).toEqual(old);
    expect(await store.eventsOf(user, ...everTime, 0)).toEqual(old);
    expect([await store.knownSince(), await store.revision()]).toEqual([3, 3]);
    await store.close();
    store = await openEmbeddedStore({ folder, calendar: calendarOf('UTC') });
    expect(await store.knownSince()).toBe(3);
  });

  it('says what was known then from that revision on', async () => {
    const then = await accepted(store);
    const midnight = at('2026-03-03');
    await store.putEvents([
      event({ eventId: 'e', arrived: 1, valueText: '2' }),
      event({ eventId: 'f', arrived: 1, op: 'delete' }),
    ]);
    await store.putVersions([version('o', '2026-03-01', '2026-03-02', { attrsText: '{"a":2}', arrived: 1 })]);
    await store.putLinks([link('o', 'user', 'u', '2026-03-01', '2026-03-02', 1)]);
    expect(await store.eventsOf(user, ...everTime, 3)).toEqual(old);
    expect((await store.eventsOf(user, ...everTime)).map(({ valueText }) => valueText)).toEqual(['2']);
    expect(await store.attributesAt('opportunity', ['o'], midnight, 3)).toEqual(['{"a":1}']);
    expect(await store.attributesAt('opportunity', ['o'], midnight)).toEqual([undefined]);
    expect(await store.linksAt(['o'], midnight, 3)).toEqual([[user]]);
    expect(await store.linksAt(['o'], midnight)).toEqual([[]]);
    expect(await accepted(store)).not.toBe(then);
    const touched = await store.changedDaysSince('user', ['u'], 3, 0, 99_999);
    expect(touched).toEqual([[day('2026-03-01')]]);
  });

  it('has the newest format from then on, which older versions refuse', async () => {
    await store.close();
    const root = open({ path: folder, noSubdir: false, maxDbs: 16, keyEncoding: 'binary' });
    const meta = root.openDB<number, Buffer>('meta', { keyEncoding: 'binary' });
    expect(meta.get(Buffer.from('format'))).toBe(4);
    await root.close();
  });
});
