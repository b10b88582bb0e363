import { readFile, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { refuseUnfinishedLoads } from '../../activities/load/record.ts';
import { parseInstant } from '../../domain/instant.ts';
import type { LoadProgress } from '../../domain/load-report.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import { parquet } from '../sources/other-forms.ts';
import { failure } from '../sources/read-rows.ts';
import { writtenFiles } from '../sources/written-files.ts';
import { everythingIn, LOADED_AT, loadHome } from './load-home.ts';

const EVENTS = 'event_id,entity_type,entity_id,business_line,feature,event_time,value,attrs';
const ENTITIES = 'entity_type,entity_id,valid_from,valid_to,attrs';
const LINKS = 'opportunity_id,linked_type,linked_id,valid_from,valid_to';
const LABELS = 'entity_type,entity_id,as_of,label,label_time';

const event = (id: string, value = '1', time = '2026-03-01T04:00:00Z') =>
  `${id},user,u1,01,call,${time},${value},"{""ring"":1}"`;
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;

const DROP = {
  'events.csv.gz': gzipSync(csv(EVENTS, event('e1'), event('e2'), event('e3', ''))),
  'entities.csv': csv(ENTITIES, 'opportunity,o1,2026-02-01T00:00:00Z,,"{""stage"":""NEW""}"'),
  'links.csv': csv(LINKS, 'o1,user,u1,2026-02-01T00:00:00Z,'),
  'labels.csv': csv(LABELS, 'opportunity,o1,2026-03-02,1,2026-03-05T00:00:00Z'),
};

describe('a load', () => {
  it('brings every table in and counts', async () => {
    const { store, calendar, load } = await loadHome();
    const folder = await writtenFiles(DROP);
    const report = await load(folder);
    const none = { files: 1, setAside: 0, afterUntil: 0, replaced: 0, same: 0 };
    expect(report).toMatchObject({
      dictionary: 'shop',
      drop: folder,
      parts: 1,
      warnings: [],
      setAside: [],
      setAsideFile: undefined,
    });
    expect(report.tables).toEqual([
      { table: 'events', ...none, read: 3, added: 3 },
      { table: 'entities', ...none, read: 1, added: 1 },
      { table: 'links', ...none, read: 1, added: 1 },
      { table: 'labels', ...none, read: 1, added: 1 },
    ]);
    const midnight = calendar.midnight(dayOfDate('2026-03-02'));
    expect((await store.eventVersions('e3')).map(({ valueText, timeText }) => [valueText, timeText])).toEqual([
      ['', '2026-03-01T04:00:00Z'],
    ]);
    expect(await store.linksAt(['o1'], midnight)).toEqual([[{ type: 'user', id: 'u1' }]]);
    expect(await store.attributesAt('opportunity', ['o1'], midnight)).toEqual(['{"stage":"NEW"}']);
    const labels: string[] = [];
    for await (const { id, label } of store.labelsAt('2026-03-02', 'label')) labels.push(id, label);
    expect(labels).toEqual(['o1', '1']);
  });

  it('twice is once, and the newest delivery of an event is the one that counts', async () => {
    const { store, load } = await loadHome();
    const folder = await writtenFiles(DROP);
    await load(folder);
    const once = await everythingIn(store);
    for (const text of ['e1', 'e2', 'e3', 'NEW']) expect(once).toContain(text);
    const again = await load(folder);
    expect(again.tables.map(({ added, replaced, same }) => [added, replaced + same])).toEqual([
      [0, 3],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(await everythingIn(store)).toEqual(once);

    const corrected = await writtenFiles({ 'events.csv': csv(EVENTS, event('e1', '9')) });
    const later = () => parseInstant('2026-03-11T06:00:00Z')!;
    const report = await load(corrected, {}, undefined, { now: later });
    expect(report.tables[0]).toMatchObject({ added: 0, replaced: 1, same: 0 });
    expect((await store.eventVersions('e1')).at(-1)!.valueText).toBe('9');
  });

  it('reads several files of a table as one table, and warns once of a column nobody knows', async () => {
    const { load } = await loadHome();
    const wide = (id: string) => csv(`${EVENTS},origin`, `${event(id)},web`);
    const report = await load(await writtenFiles({ 'events-1.csv': wide('e1'), 'events-2.csv': wide('e2') }));
    expect(report.tables).toMatchObject([{ table: 'events', files: 2, read: 2, added: 2 }]);
    expect(report.warnings).toEqual(['events: unknown columns were ignored: origin']);
  });

  it('reads a table in several forms, and takes what no row of JSON names for blank', async () => {
    const { store, load } = await loadHome();
    const link = { opportunity_id: 'o1', linked_type: 'user', valid_from: '2026-02-01T00:00:00Z' };
    const json = (...ids: string[]) => ids.map((id) => `${JSON.stringify({ ...link, linked_id: id })}\n`).join('');
    const header = LINKS.split(',');
    const folder = await writtenFiles({
      'dt=2026-03-01/entities.csv': DROP['entities.csv'],
      'dt=2026-03-01/links-1.csv': csv(LINKS, 'o1,user,u1,2026-02-01T00:00:00Z,'),
      'dt=2026-03-01/links-2.ndjson.gz': gzipSync(json('u2', 'u3')),
      'dt=2026-03-01/links-3.parquet': parquet({ header, rows: [['o1', 'user', 'u4', link.valid_from, '']] }, 'SNAPPY'),
      'dt=2026-03-01/_SUCCESS': '',
    });
    const report = await load(folder);
    expect(report.tables[1]).toMatchObject({ table: 'links', files: 3, read: 4, added: 4 });
    expect(report.warnings).toEqual(['links: no row names valid_to, which was taken for blank']);
    const midnight = parseInstant('2026-03-02T00:00:00Z')!;
    expect((await store.linksAt(['o1'], midnight))[0]!.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3', 'u4']);
  });

  it('of an empty drop is no error', async () => {
    const { load } = await loadHome();
    const report = await load(await writtenFiles({ 'events.csv': csv(EVENTS) }), { badRowsShare: 0 });
    expect(report.tables).toMatchObject([{ table: 'events', files: 1, read: 0, added: 0 }]);
  });

  it('names opportunities that only links know, and no others', async () => {
    const { load } = await loadHome();
    const links = ['o1', 'o2', 'o3', 'o3'].map((id, i) => `${id},user,u${i},2026-02-01T00:00:00Z,`);
    const folder = await writtenFiles({
      'dt=2026-03-01/links.csv': csv(LINKS, ...links),
      'dt=2026-03-01/_SUCCESS': '',
      // What comes in a later partition of the same load is known in time.
      'dt=2026-03-02/entities.csv': DROP['entities.csv'],
      'dt=2026-03-02/_SUCCESS': '',
    });
    expect((await load(folder)).warnings).toEqual([
      'links: 2 opportunities are named that have no version and no event (o2, o3); the links were loaded',
    ]);
  });

  it('warns of a drop without a single row', async () => {
    const { load } = await loadHome();
    const folder = await writtenFiles({ 'events.csv': csv(EVENTS), 'links.csv': csv(LINKS) });
    expect((await load(folder)).warnings).toEqual([
      expect.stringMatching(/^the drop holds no rows, only headers: .*events\.csv, .*links\.csv$/),
    ]);
  });

  it('tells how far it is, from 0 to 1, first checking and then writing', async () => {
    const { load } = await loadHome();
    const many = Array.from({ length: 9000 }, (_, i) => event(`e${i}`));
    const seen: LoadProgress[] = [];
    await load(await writtenFiles({ ...DROP, 'events.csv': csv(EVENTS, ...many) }), {}, (progress) =>
      seen.push(progress),
    );
    const shares = seen.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.5);
    expect(shares.at(-1)).toBe(1);
    expect([...new Set(seen.map(({ step }) => step))]).toEqual(['check', 'write']);
    expect(seen.at(-1)!.rows).toBe(9006);
  });
});

describe('rows that cannot be used', () => {
  const bad = csv(
    EVENTS,
    event('e1'),
    event('e2', 'many'),
    event(''),
    event('e3', '3', 'noon'),
    ...Array.from({ length: 40 }, (_, i) => event(`f${i}`)),
  );

  it('are set aside, counted and listed with their reasons, and the others come in', async () => {
    const { store, load } = await loadHome();
    const folder = await writtenFiles({ 'events.csv': bad });
    const report = await load(folder);
    expect(report.tables[0]).toMatchObject({ read: 44, setAside: 3, added: 41 });
    const file = join(folder, 'events.csv');
    const reasons = [
      'value "many" is no decimal number, such as 12.5',
      'event_id is empty',
      'event_time "noon" is no time with Z or an offset, such as 2026-03-01T08:30:00Z',
    ];
    expect(report.setAside).toEqual(reasons.map((reason, i) => ({ file, line: i + 3, reason })));
    const list = (await readFile(report.setAsideFile!, 'utf8')).split('\n');
    expect(list.slice(0, 2)).toEqual([
      'file,line,reason,row',
      `${file},3,"value ""many"" is no decimal number, such as 12.5","e2,user,u1,01,call,2026-03-01T04:00:00Z,many,""{""""ring"""":1}"",,"`,
    ]);
    expect(list).toHaveLength(5);
    expect(await store.eventVersions('e2')).toEqual([]);

    // A list stays no longer than it is true.
    await writeFile(file, csv(EVENTS, event('e2')));
    expect((await load(folder)).setAsideFile).toBeUndefined();
    await expect(readFile(report.setAsideFile!)).rejects.toThrow('ENOENT');
  });

  it('refuse the drop when a file has more of them than allowed, before anything is written', async () => {
    const { store, load } = await loadHome();
    const folder = await writtenFiles({ ...DROP, 'events.csv': bad });
    const error = await failure(load(folder, { badRowsShare: 0.05 }));
    expect(error.code).toBe('TOO_MANY_BAD_ROWS');
    expect(error.message).toContain(
      `${join(folder, 'events.csv')}: 3 of 44 rows (6.82%) cannot be used, more than the 5% allowed: line 3: value "many"`,
    );
    const listed = /all are listed in (.*)$/.exec(error.message)![1]!;
    expect((await readFile(listed, 'utf8')).split('\n')).toHaveLength(5);
    expect(await everythingIn(store)).toBe('');
    expect(await store.listRecords('loads')).toEqual([]);
  });
});

describe('a drop that cannot be used leaves the store as it was', () => {
  it.each([
    ['DROP_UNREADABLE', { 'labels.csv.gz': gzipSync(DROP['labels.csv']).subarray(0, -4) }],
    ['DROP_UNREADABLE', { 'labels-2.csv': csv(LABELS, 'opportunity,o1,2026-03-02,"1,2026-03-05T00:00:00Z') }],
    ['COLUMN_MISSING', { 'labels-2.csv': csv(LABELS.replace('as_of', 'asof')) }],
    ['DROP_UNREADABLE', { 'labels-2.csv': '' }],
    [
      'COLUMN_MISSING',
      { 'labels-2.ndjson': '{"entity_type":"opportunity","entity_id":"o1","label":1,"label_time":null}\n' },
    ],
    ['DROP_UNREADABLE', { 'labels-2.ndjson.gz': gzipSync('{}\n').subarray(0, -4) }],
    ['DROP_UNREADABLE', { 'labels-2.parquet': LABELS }],
    ['COLUMN_MISSING', { 'labels-2.parquet': parquet({ header: ['entity_type'], rows: [['user']] }, 'SNAPPY') }],
  ])('%s', async (code, files) => {
    const { store, load } = await loadHome();
    expect((await failure(load(await writtenFiles({ ...DROP, ...files })))).code).toBe(code);
    expect(await everythingIn(store)).toBe('');
    expect(await store.listRecords('loads')).toEqual([]);
  });
});

describe('a load that dies', () => {
  it('leaves its mark, which the nights see, and is mended by the same load', async () => {
    const [{ store, load }, other] = [await loadHome(), await loadHome()];
    const folder = await writtenFiles(DROP);
    const dying = { ...store, putLinks: () => Promise.reject(new Error('killed')) };
    await expect(load(folder, {}, undefined, { store: dying })).rejects.toThrow('killed');
    const error = await failure(refuseUnfinishedLoads(store, 'shop'));
    expect(error.code).toBe('LOAD_UNFINISHED');
    expect(error.message).toBe(`the load of ${folder} into shop began at ${LOADED_AT} and has not ended`);
    expect(error.next).toContain(`npx daybreak load shop ${folder}`);

    await load(folder);
    await refuseUnfinishedLoads(store, 'shop');
    await other.load(folder);
    expect(await everythingIn(store)).toEqual(await everythingIn(other.store));
  });

  it('because its file was changed says so and stays unfinished', async () => {
    const { store, load } = await loadHome();
    const folder = await writtenFiles({ 'events.csv': csv(EVENTS, event('e1')) });
    const error = await failure(
      load(folder, {}, ({ step }) => {
        if (step === 'check') writeFileSync(join(folder, 'events.csv'), csv(EVENTS, event('e1'), event('e2')));
      }),
    );
    expect(error.message).toContain('events.csv was changed while it was loaded');
    expect((await failure(refuseUnfinishedLoads(store, 'shop'))).code).toBe('LOAD_UNFINISHED');
  });
});
