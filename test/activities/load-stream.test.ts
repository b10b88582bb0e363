import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { refuseUnfinishedLoads } from '../../activities/load/record.ts';
import { loadStream } from '../../activities/load/load-stream.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { formatInstant, parseInstant } from '../../domain/instant.ts';
import type { StreamProgress } from '../../domain/load-report.ts';
import { readNdjsonStream } from '../../sources/ndjson/read-stream.ts';
import { failure } from '../sources/read-rows.ts';
import { LOADED_AT, loadHome } from './load-home.ts';

const EVENT = {
  event_id: 'e1',
  entity_type: 'user',
  entity_id: 'u1',
  business_line: '01',
  feature: 'call',
  event_time: '2026-03-01T04:00:00Z',
  value: 1,
};
const LINK = { table: 'links', opportunity_id: 'o1', linked_type: 'user', linked_id: 'u1' };
const event = (id: string, changed: object = {}) => ({ ...EVENT, event_id: id, ...changed });
const linesOf = (...rows: (object | string)[]) =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

async function streamHome() {
  const home = await loadHome();
  const input = new PassThrough();
  const seen: StreamProgress[] = [];
  const { store, blobs, calendar } = home;
  const stream = (until?: string, changed: Partial<typeof store> = {}) =>
    loadStream(
      { store: { ...store, ...changed }, blobs, readStream: readNdjsonStream, now: () => parseInstant(LOADED_AT)! },
      { dictionary: 'shop', until, calendar },
      input,
      (progress) => seen.push(progress),
    );
  return { ...home, input, seen, stream };
}

const values = async ({ store }: Pick<Awaited<ReturnType<typeof loadHome>>, 'store'>, id: string) =>
  (await store.eventVersions(id)).map(({ valueText }) => valueText);

/** Waits for something that another part of the program makes true; the test's own time limit ends it. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(20);
}

describe('a stream', () => {
  it('brings rows of every table in and counts them', async () => {
    const home = await streamHome();
    home.input.end(
      linesOf(
        event('e1'),
        { ...LINK, valid_from: '2026-02-01T00:00:00Z' },
        event('e2', { table: 'events', attrs: { ring: 3 }, unknown: 'x' }),
        {
          table: 'entities',
          entity_type: 'opportunity',
          entity_id: 'o1',
          valid_from: '2026-02-01T00:00:00Z',
          attrs: {},
        },
        { table: 'labels', entity_type: 'opportunity', entity_id: 'o1', as_of: '2026-03-02', label: 1 },
        { ...event('e1'), arrived_at: '2026-03-11T00:00:00Z', value: 7 },
      ),
    );
    const report = await home.stream();
    expect(report).toMatchObject({ dictionary: 'shop', drop: 'standard input', setAside: [], warnings: [] });
    expect(report.setAsideFile).toBeUndefined();
    expect(report.tables.map(({ table, read, added, replaced }) => [table, read, added, replaced])).toEqual([
      ['events', 3, 2, 1],
      ['entities', 1, 1, 0],
      ['links', 1, 1, 0],
      ['labels', 1, 1, 0],
    ]);
    expect(await values(home, 'e1')).toEqual(['1', '7']);
    expect((await home.store.eventVersions('e2'))[0]!.attrsText).toBe('{"ring":3}');
  });

  it('makes rows visible while it is open, those that came alone too', async () => {
    const home = await streamHome();
    const ended = home.stream();
    home.input.write(linesOf(event('e1')));
    await until(async () => (await values(home, 'e1')).length > 0);
    expect(home.seen).toEqual([{ rows: 1, setAside: 0, newly: [] }]);
    // Half a line is not a row yet.
    const [half, rest] = [linesOf(event('e2')).slice(0, 30), linesOf(event('e2')).slice(30)];
    home.input.write(half);
    await sleep(50);
    home.input.write(rest);
    await until(async () => (await values(home, 'e2')).length > 0);
    await refuseUnfinishedLoads(home.store, 'shop');
    home.input.end();
    expect((await ended).tables[0]).toMatchObject({ read: 2, added: 2 });
  });

  it('counts the later of two lines without arrival, although the clock stood still', async () => {
    const home = await streamHome();
    home.input.end(linesOf(event('e1', { value: 9 }), event('e1', { value: 10 }), event('e1', { value: 1 })));
    await home.stream();
    expect(await values(home, 'e1')).toEqual(['9', '10', '1']);
    const [first] = await home.store.eventVersions('e1');
    expect(formatInstant(first!.arrived)).toBe(LOADED_AT);
  });

  it('deletes and brings back', async () => {
    const home = await streamHome();
    home.input.end(linesOf(event('e1'), event('e1', { op: 'delete' }), event('e2', { op: 'delete' }), event('e2')));
    await home.stream();
    const of = (id: string) => home.store.eventVersions(id).then((versions) => versions.at(-1)!.op);
    expect([await of('e1'), await of('e2')]).toEqual(['delete', 'upsert']);
  });

  it('with --until takes what happened before', async () => {
    const home = await streamHome();
    home.input.end(linesOf(event('e1'), event('e2', { event_time: '2026-03-05T00:00:00Z' })));
    expect((await home.stream('2026-03-02')).tables[0]).toMatchObject({ read: 2, added: 1, afterUntil: 1 });
  });

  it('of nothing is no error', async () => {
    const home = await streamHome();
    home.input.end('\n\n');
    expect((await home.stream()).tables).toEqual([]);
  });
});

describe('lines of a stream that cannot be used', () => {
  it('are set aside at once with their reasons, and the others come in', async () => {
    const home = await streamHome();
    const ended = home.stream();
    home.input.write(linesOf(event('e1'), '{"event_id":', event('e2', { value: 'many' }), { ...LINK, table: 'link' }));
    await until(() => Promise.resolve(home.seen.length > 0));
    const reasons = home.seen[0]!.newly.map(({ line, reason }) => [line, reason.replace(/ JSON: .*/, ' JSON')]);
    expect(reasons).toEqual([
      [2, 'the line is broken JSON'],
      [3, 'value "many" is no decimal number, such as 12.5'],
      [4, 'table "link" is none of events, entities, links, labels'],
    ]);
    const lists = async () => {
      const folder = join(home.folder, 'files', 'set-aside', 'shop');
      const [name] = await readdir(folder);
      return (await readdir(join(folder, name!))).map((part) => join(folder, name!, part));
    };
    const [list] = await lists();
    expect((await readFile(list!, 'utf8')).split('\n')).toHaveLength(5);

    home.input.write(linesOf(event('')));
    home.input.end(linesOf(event('e3')));
    const report = await ended;
    expect(report.tables[0]).toMatchObject({ read: 6, setAside: 4, added: 2 });
    expect(report.setAside.map(({ file, line }) => [file, line])).toEqual(
      [2, 3, 4, 5].map((n) => ['standard input', n]),
    );
    const all = await lists();
    expect(all).toHaveLength(2);
    expect(all.every((path) => path.startsWith(report.setAsideFile!))).toBe(true);
    expect(await readFile(all[1]!, 'utf8')).toMatch(/^file,line,reason,row\nstandard input,5,event_id is empty,/);
  });

  it('a store that fails ends the stream with its error; what was written stays', async () => {
    const home = await streamHome();
    let batches = 0;
    const ended = failure(
      home.stream(undefined, {
        putEvents: (rows) =>
          batches++ === 0
            ? home.store.putEvents(rows)
            : Promise.reject(new DaybreakError('DISK_FULL', 'no space left on device', 'free some space')),
      }),
    );
    home.input.write(linesOf(event('e1')));
    await until(async () => (await values(home, 'e1')).length > 0);
    home.input.write(linesOf(event('e2')));
    expect((await ended).code).toBe('DISK_FULL');
    expect(await values(home, 'e1')).toEqual(['1']);
    expect(await values(home, 'e2')).toEqual([]);
  });
});
