import { stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDrop, type Drop } from '../../sources/find-files.ts';
import { failure } from './read-rows.ts';
import { writtenFiles } from './written-files.ts';

const found = ({ parts }: Drop) =>
  parts.map(({ partitionDate, files }) => [partitionDate, ...files.map(({ path }) => basename(path))]);

describe('a whole drop', () => {
  it('takes every file of a table, by table and then by name', async () => {
    const folder = await writtenFiles({
      'links.csv': '',
      'events-002.csv.gz': '',
      'events-001.csv.gz': '',
      'events.csv': 'abc',
      'labels_eu.csv': '',
      'entities.part-0.csv': '',
    });
    const drop = await findDrop(folder);
    expect(found(drop)).toEqual([
      [
        undefined,
        'events-001.csv.gz',
        'events-002.csv.gz',
        'events.csv',
        'entities.part-0.csv',
        'links.csv',
        'labels_eu.csv',
      ],
    ]);
    const path = join(folder, 'events.csv');
    expect(drop.parts[0]!.files[2]).toEqual({
      ...{ table: 'events', path, format: 'csv', bytes: 3 },
      modifiedMs: (await stat(path)).mtimeMs,
    });
  });

  it('leaves alone what is no table, and names a table in a format it does not read', async () => {
    const drop = await findDrop(
      await writtenFiles({
        'events.csv': '',
        'README.md': '',
        'dataset.json': '',
        'eventsource.csv': '',
        'events.csv.tmp': '',
        'links.csv.crc': '',
        'links.orc': '',
      }),
    );
    expect(found(drop)).toEqual([[undefined, 'events.csv']]);
    expect(drop.warnings).toHaveLength(1);
    expect(drop.warnings[0]).toContain('links.orc was left out');
  });

  it('names a file that is called nearly as a table is', async () => {
    const names = ['events.csv', 'Events.CSV', 'LINKS-1.parquet', 'label.ndjson', 'Readme.csv', 'eventful.csv'];
    const drop = await findDrop(await writtenFiles(Object.fromEntries(names.map((name) => [name, '']))));
    expect(found(drop)).toEqual([[undefined, 'events.csv']]);
    expect(drop.warnings.map((text) => text.replace(/^.*[/]/, ''))).toEqual([
      'Events.CSV was left out: a file of events is named so, in small letters',
      'LINKS-1.parquet was left out: a file of links is named so, in small letters',
      'label.ndjson was left out: a file of labels is named so, in small letters',
    ]);
  });

  it('tells the format by the ending of the name', async () => {
    const names = ['events.csv', 'events-1.ndjson', 'events-2.jsonl.gz', 'links.ndjson.gz', 'labels.snappy.parquet'];
    const drop = await findDrop(await writtenFiles(Object.fromEntries(names.map((name) => [name, '']))));
    expect(drop.parts[0]!.files.map(({ path, format }) => [basename(path), format])).toEqual([
      ['events-1.ndjson', 'ndjson'],
      ['events-2.jsonl.gz', 'ndjson'],
      ['events.csv', 'csv'],
      ['links.ndjson.gz', 'ndjson'],
      ['labels.snappy.parquet', 'parquet'],
    ]);
    expect(drop.warnings).toEqual([]);
  });

  it('takes a folder of files for a table, as Spark writes it, without what the writer keeps for itself', async () => {
    const folder = await writtenFiles({
      'events/part-00001.parquet': '',
      'events/part-00000.parquet': '',
      'events/_SUCCESS': '',
      'events/.part-00000.parquet.crc': '',
      'links.ndjson/part-0.ndjson': '',
      'links.ndjson/_temporary/part-1.ndjson': '',
      'labels/README.md': '',
      'events_old/part-00000.parquet': '',
    });
    const drop = await findDrop(folder);
    expect(found(drop)).toEqual([[undefined, 'part-00000.parquet', 'part-00001.parquet', 'part-0.ndjson']]);
    expect(drop.parts[0]!.files.map(({ table }) => table)).toEqual(['events', 'events', 'links']);
    expect(drop.warnings).toEqual([`${join(folder, 'labels')} has no file in it that we read`]);
  });

  it('follows symbolic links, as mounted volumes have them', async () => {
    const folder = await writtenFiles({ 'real/data.csv': 'x' });
    await symlink(join(folder, 'real', 'data.csv'), join(folder, 'events.csv'));
    expect(found(await findDrop(folder))).toEqual([[undefined, 'events.csv']]);
  });

  it('says what was looked for where there is nothing', async () => {
    const folder = await writtenFiles({ 'README.md': '', 'events.json': '' });
    for (const path of [folder, join(folder, 'absent'), join(folder, 'README.md')]) {
      const error = await failure(findDrop(path));
      expect(error.code).toBe('DROP_MISSING');
      expect(error.message).toContain(path);
      expect(error.next).toContain('events, entities, links, labels (.csv, .csv.gz, .ndjson,');
    }
    expect((await failure(findDrop(folder))).message).toContain('events.json was left out');
  });
});

describe('partitions', () => {
  it('takes one partition when it is complete', async () => {
    const folder = await writtenFiles({
      'dt=2026-03-01/events.csv': '',
      'dt=2026-03-01/_SUCCESS': '',
      'dt=2026-03-02/events.csv': '',
    });
    expect(found(await findDrop(join(folder, 'dt=2026-03-01/')))).toEqual([['2026-03-01', 'events.csv']]);
    const error = await failure(findDrop(join(folder, 'dt=2026-03-02')));
    expect(error.code).toBe('DROP_INCOMPLETE');
    expect(error.message).toContain('dt=2026-03-02');
  });

  it('takes the complete ones of a folder in date order and names the others', async () => {
    const folder = await writtenFiles({
      'dt=2026-03-03/events.csv': '',
      'dt=2026-03-03/_SUCCESS': '',
      'dt=2026-02-28/links.csv': '',
      'dt=2026-02-28/_SUCCESS': '',
      'dt=2026-03-01/events.csv': '',
      'dt=2026-02-30/events.csv': '',
      'dt=2026-02-30/_SUCCESS': '',
      'dt=2026-03-04/_SUCCESS': '',
    });
    const drop = await findDrop(folder);
    expect(found(drop)).toEqual([
      ['2026-02-28', 'links.csv'],
      ['2026-03-03', 'events.csv'],
    ]);
    expect(drop.warnings.map((text) => text.replace(`${folder}/`, '').slice(0, 30))).toEqual([
      'dt=2026-02-30 was left out: it',
      'dt=2026-03-01 was left out: it',
      'dt=2026-03-04 is complete but ',
    ]);
  });

  it('refuses a folder in which no partition is complete, and a partition without a date', async () => {
    const folder = await writtenFiles({ 'dt=2026-03-03/events.csv': '', 'dt=soon/events.csv': '' });
    expect((await failure(findDrop(folder))).code).toBe('DROP_INCOMPLETE');
    expect((await failure(findDrop(join(folder, 'dt=soon')))).code).toBe('DROP_MISSING');
  });
});
