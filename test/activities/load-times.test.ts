import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../domain/instant.ts';
import { writtenFiles } from '../sources/written-files.ts';
import { everythingIn, LOADED_AT, loadHome } from './load-home.ts';

const EVENTS = 'event_id,entity_type,entity_id,business_line,feature,event_time,value,attrs';
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;
const event = (id: string, time: string, value = '1') => `${id},user,u1,01,call,${time},${value},`;

describe('when a row arrived', () => {
  const arrivals = async (store: Awaited<ReturnType<typeof loadHome>>['store'], id: string) =>
    (await store.eventVersions(id)).map(({ arrived }) => formatInstant(arrived));
  const NOON = '2026-03-01T12:00:00Z';
  const own = csv(
    `${EVENTS},op,arrived_at`,
    `${event('own', NOON)},,2026-03-01T12:05:00+08:00`,
    `${event('blank', NOON)},,`,
  );

  it('is what it says; where others of the file say so, before all of them; else when it was loaded', async () => {
    const { store, load } = await loadHome();
    await load(await writtenFiles({ 'events-1.csv': own, 'events-2.csv': csv(EVENTS, event('plain', NOON)) }));
    expect(await arrivals(store, 'own')).toEqual(['2026-03-01T04:05:00Z']);
    expect(await arrivals(store, 'blank')).toEqual(['1970-01-01T00:00:00Z']);
    expect(await arrivals(store, 'plain')).toEqual([LOADED_AT]);
  });

  it('is the same where rows name their own columns, whichever row names it', async () => {
    const { store, load } = await loadHome();
    const json = (id: string, more: object = {}) => {
      const [type, entity, line, feature] = ['user', 'u1', '01', 'call'];
      const row = {
        event_id: id,
        entity_type: type,
        entity_id: entity,
        business_line: line,
        feature,
        event_time: NOON,
      };
      return `${JSON.stringify({ ...row, value: 1, attrs: null, ...more })}\n`;
    };
    const first = json('blank') + json('own', { arrived_at: '2026-03-01T12:05:00+08:00' });
    await load(await writtenFiles({ 'events-1.ndjson': first, 'events-2.ndjson': json('plain') }));
    expect(await arrivals(store, 'own')).toEqual(['2026-03-01T04:05:00Z']);
    expect(await arrivals(store, 'blank')).toEqual(['1970-01-01T00:00:00Z']);
    expect(await arrivals(store, 'plain')).toEqual([LOADED_AT]);
  });

  it('is the date of its partition in the zone of the dictionary, if it does not say', async () => {
    const { store, load } = await loadHome('Asia/Shanghai');
    await load(await writtenFiles({ 'dt=2026-03-02/events.csv': own, 'dt=2026-03-02/_SUCCESS': '' }));
    expect(await arrivals(store, 'own')).toEqual(['2026-03-01T04:05:00Z']);
    expect(await arrivals(store, 'blank')).toEqual(['2026-03-01T16:00:00Z']);
  });

  it('makes the later partition count, in whatever order they are loaded', async () => {
    const day = (date: string, value: string) => ({
      [`dt=${date}/events.csv`]: csv(EVENTS, event('e1', NOON, value)),
      [`dt=${date}/_SUCCESS`]: '',
    });
    const folder = await writtenFiles({ ...day('2026-03-02', 'first'.length.toString()), ...day('2026-03-03', '3') });
    const [{ store, load }, other] = [await loadHome(), await loadHome()];
    await load(`${folder}/dt=2026-03-03`);
    await load(`${folder}/dt=2026-03-02`);
    await other.load(folder);
    expect((await store.eventVersions('e1')).map(({ valueText }) => valueText)).toEqual(['5', '3']);
    expect(await everythingIn(store)).toEqual(await everythingIn(other.store));
  });

  it('decides against a correction in a partition from before the load of the whole: a warning says so', async () => {
    const { load } = await loadHome();
    const partition = { 'dt=2026-03-02/_SUCCESS': '' };
    const corrected = csv(EVENTS, event('e1', NOON, '9'));
    const stamped = csv(`${EVENTS},arrived_at`, `${event('e1', NOON, '9')},2026-03-11T00:00:00Z`);
    await load(await writtenFiles({ 'events.csv': csv(EVENTS, event('e1', NOON, '3')) }));
    const silent = await load(
      `${await writtenFiles({ ...partition, 'dt=2026-03-02/events.csv': corrected })}/dt=2026-03-02`,
    );
    expect(silent.tables).toMatchObject([{ table: 'events', replaced: 1 }]);
    expect(silent.warnings).toEqual([expect.stringMatching(/^events: 1 row changed nothing, .*with an arrived_at$/)]);
    const said = await load(
      `${await writtenFiles({ ...partition, 'dt=2026-03-02/events.csv': stamped })}/dt=2026-03-02`,
    );
    expect(said.warnings).toEqual([]);
  });
});

describe('--until', () => {
  it('takes of every table what lies before midnight of the date in the zone of the dictionary', async () => {
    const { store, load } = await loadHome('Asia/Shanghai');
    const before = '2026-03-01T15:59:59.999999Z';
    const at = '2026-03-01T16:00:00Z';
    const folder = await writtenFiles({
      'events.csv': csv(EVENTS, event('before', before), event('at', at)),
      'entities.csv': csv('entity_type,entity_id,valid_from,valid_to,attrs', `user,u1,${before},,`, `user,u2,${at},,`),
      'links.csv': csv(
        'opportunity_id,linked_type,linked_id,valid_from,valid_to',
        `o1,user,u1,${before},`,
        `o1,user,u2,${at},`,
      ),
      'labels.csv': csv(
        'entity_type,entity_id,as_of,label,label_time',
        `opportunity,o1,2026-02-01,1,${before}`,
        `opportunity,o2,2026-02-01,1,${at}`,
        'opportunity,o3,2026-02-01,1,',
      ),
    });
    const report = await load(folder, { until: '2026-03-02' });
    expect(report.tables.map(({ table, read, afterUntil, added }) => [table, read, afterUntil, added])).toEqual([
      ['events', 2, 1, 1],
      ['entities', 2, 1, 1],
      ['links', 2, 1, 1],
      ['labels', 3, 2, 1],
    ]);
    expect(await store.eventVersions('at')).toEqual([]);
    // Without it the rest comes in.
    expect((await load(folder)).tables.map(({ added }) => added)).toEqual([1, 1, 1, 2]);
  });
});
