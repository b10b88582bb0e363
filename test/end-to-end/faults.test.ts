import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import type { LoadReport } from '../../domain/load-report.ts';
import { openEmbeddedStore } from '../../stores/embedded/store.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { everythingIn } from '../activities/load-home.ts';
import { complaintOf, edit } from './complaint.ts';
import { daybreak, json, newHome, removeHome, succeed } from './daybreak.ts';
import { writeDrop } from './drop.ts';
import { TINY_DATE, TINY_DROP, TINY_ROWS, writeTinyDictionary } from './tiny.ts';

/** What a person wrote or a warehouse delivered; none of it needs Temporal to be refused. */

let home: string;
let store: FeatureStore;
let rowsBefore: string;
const drop = (): string => join(home, 'drop');
const folder = (): string => join(home, 'dictionaries', 'tiny');

beforeAll(async () => {
  home = await newHome();
  await writeTinyDictionary(home, 'tiny');
  await succeed(home, 'load', 'tiny', await writeDrop(join(home, 'first drop'), TINY_DROP));
  await succeed(home, 'dictionary', 'lock', 'tiny');
  store = await openEmbeddedStore({
    folder: join(home, '.daybreak', 'stores', 'tiny'),
    calendar: calendarOf('Asia/Shanghai'),
  });
  rowsBefore = await everythingIn(store);
});
afterAll(async () => {
  await store.close();
  await removeHome(home);
});

describe('a drop that cannot be used is refused whole', () => {
  beforeEach(async () => {
    await rm(drop(), { recursive: true, force: true });
    await writeDrop(drop(), { ...TINY_DROP, events: TINY_DROP.events.map((row) => ({ ...row, value: 77 })) });
  });

  const events = (): string => join(drop(), 'events.csv');
  const cases: Record<string, { spoil: () => Promise<void>; says: RegExp }> = {
    'missing column': {
      spoil: () => edit(events(), 'event_time', 'evt_time'),
      says: /^COLUMN_MISSING: .*events\.csv has no column event_time; the nearest one is "evt_time"; give it the columns/,
    },
    'a file without a header': {
      spoil: () => truncate(events()),
      says: /^DROP_UNREADABLE: .*events\.csv is empty: it has not even a header; write at least the header/,
    },
    'an empty drop': {
      spoil: async () => {
        await rm(drop(), { recursive: true });
        await mkdir(drop());
      },
      says: /^DROP_MISSING: .*drop has no file to load; name a folder that has at least one of events, entities/,
    },
    'a drop that is not there': {
      spoil: () => rm(drop(), { recursive: true }),
      says: /^DROP_MISSING: there is no .*drop; name a folder/,
    },
    'truncated gzip': {
      spoil: async () => {
        const packed = gzipSync(await readFile(events()));
        await rm(events());
        await writeFile(`${events()}.gz`, packed.subarray(0, packed.length - 9));
      },
      says: /^DROP_UNREADABLE: .*events\.csv\.gz ends in the middle of its gzip data; have the warehouse deliver it again/,
    },
    'a broken Parquet file': {
      spoil: () => writeFile(join(drop(), 'labels.parquet'), 'PAR1 and no more'),
      says: /^DROP_UNREADABLE: .*labels\.parquet cannot be read as Parquet.*; have the warehouse deliver it again/,
    },
    'quotes that are never closed': {
      spoil: () => appendFile(events(), 'c99,"opportunity,O-1\n'),
      says: /^DROP_UNREADABLE: .*events\.csv ends inside quotes that were opened in the row beginning on line 13; close the quote/,
    },
    'too many bad rows': {
      spoil: async () => {
        await edit(events(), ',77,', ',many,');
        await edit(events(), ',77,', ',-inf,');
      },
      says: /^TOO_MANY_BAD_ROWS: .*events\.csv: 2 of 11 rows \(18\.2%\) cannot be used.*line 2: value "many".*line 3: value "-inf" is not finite.*; mend the rows/,
    },
  };

  it.for(Object.entries(cases))('%s', async ([, { spoil, says }]) => {
    await spoil();
    expect(complaintOf(await daybreak(home, 'load', 'tiny', drop()))).toMatch(says);
    expect(await everythingIn(store)).toBe(rowsBefore);
  });

  it('names the dictionary that was meant', async () => {
    expect(complaintOf(await daybreak(home, 'load', 'tony', drop()))).toBe(
      `DICTIONARY_MISSING: there is no dictionary "tony" in ${home}/dictionaries; did you mean "tiny"? there are: tiny`,
    );
  });
});

describe('bad rows are set aside and the others come in', () => {
  const row = { entity_type: 'user', entity_id: 'U-9', feature: 'login', event_time: '2026-02-20T10:00:00Z' };
  const bad = [
    [{ ...row, event_id: 'x1', event_time: '2026-02-30T10:00:00Z' }, /^event_time "2026-02-30T10:00:00Z" is no time/],
    [{ ...row, event_id: 'x2', event_time: '2026-02-20 10:00' }, /^event_time "2026-02-20 10:00" is no time with Z/],
    [{ ...row, event_id: 'x3', value: 'sixty' }, /^value "sixty" is no decimal number, such as 12\.5$/],
    [{ ...row, event_id: 'x4', value: '1e999' }, /^value "1e999" is not finite$/],
    [{ ...row, event_id: 'x5', value: 'Infinity' }, /^value "Infinity" is not finite$/],
    [{ ...row, event_id: '' }, /^event_id is empty$/],
    [{ ...row, event_id: 'x7', entity_id: ' ' }, /^entity_id is empty$/],
    [{ ...row, event_id: 'x8', attrs: '{"ring": ' }, /^attrs .* is no JSON object, such as/],
    [{ ...row, event_id: 'x9', attrs: '[1]' }, /^attrs "\[1\]" is no JSON object/],
    [{ ...row, event_id: 'x10', op: 'remove' }, /^op "remove" is neither upsert nor delete$/],
  ] as const;

  it('each with its file, line and reason', async () => {
    await writeTinyDictionary(home, 'lenient', { settings: 'time_zone: UTC\nlimits: { bad_rows_share: 1 }\n' });
    const path = await writeDrop(join(home, 'bad rows'), {
      events: [...bad.map(([cells]) => cells), { ...row, event_id: 'good', value: 3 }],
    });
    const report = await json<LoadReport>(home, 'load', 'lenient', path);
    expect(report.tables).toMatchObject([{ read: 11, setAside: bad.length, added: 1 }]);
    const [, ...listed] = (await readFile(report.setAsideFile!, 'utf8')).trimEnd().split('\n');
    expect(listed).toHaveLength(bad.length);
    for (const [i, line] of listed.entries()) {
      const [file, number, reason] = unquoted(line);
      expect([file, number]).toEqual([join(path, 'events.csv'), String(i + 2)]);
      expect(reason).toMatch(bad[i]![1]);
    }
    expect(await succeed(home, 'load', 'lenient', path)).toContain(
      `line 2: event_time "2026-02-30T10:00:00Z" is no time`,
    );
  });

  const unquoted = (line: string): string[] =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
      cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'),
    );

  it('what is only odd is loaded, with a warning', async () => {
    const path = await writeDrop(join(home, 'odd'), {
      links: [{ opportunity_id: 'O-77', linked_type: 'user', linked_id: 'U-1', valid_from: '2026-01-01T00:00:00Z' }],
    });
    await edit(join(path, 'links.csv'), 'valid_to\n', 'valid_to,channel\n');
    await edit(join(path, 'links.csv'), 'T00:00:00Z,\n', 'T00:00:00Z,,web\n');
    const { tables, warnings } = await json<LoadReport>(home, 'load', 'lenient', path);
    expect(tables).toMatchObject([{ table: 'links', added: 1, setAside: 0 }]);
    expect(warnings).toEqual([
      'links: unknown columns were ignored: channel',
      expect.stringMatching(
        /^links: 1 opportunity is named that has no version and no event \(O-77\); the links were loaded$/,
      ),
    ]);
  });
});

describe('a dictionary with a fault is refused by check and by the night, which begins nothing', () => {
  beforeEach(async () => {
    await rm(folder(), { recursive: true });
    await writeTinyDictionary(home, 'tiny');
    await writeFile(join(folder(), 'index.csv'), index);
  });
  let index: string;
  beforeAll(async () => {
    index = await readFile(join(folder(), 'index.csv'), 'utf8');
  });

  const csv = (): string => join(folder(), 'dictionary.csv');
  const manifest = (): string => join(folder(), 'models', 'interest', 'manifest.json');
  const cases: Record<string, { spoil: () => Promise<void>; says: RegExp }> = {
    'duplicate row': {
      spoil: () => appendFile(csv(), `${TINY_ROWS[3]}\n`),
      says: /^DICTIONARY_INVALID: dictionaries\/tiny\/dictionary\.csv line 6 \(id 4, login\): id is "4".*line 5 \(login\) has it already/,
    },
    'an id used twice': {
      spoil: () => edit(csv(), 'user,4', 'user,2'),
      says: /^DICTIONARY_INVALID: .*line 5 \(id 2, login\): id is "2", expected an id of its own: line 3 \(talk\) has it already/,
    },
    'unknown function': {
      spoil: () => edit(csv(), 'SUM|COUNT|MEAN', 'SUM|CUONT|MEAN'),
      says: /^DICTIONARY_INVALID: .*line 3 \(id 2, talk\): cal_sort is "CUONT", expected functions.*did you mean "COUNT"\?/,
    },
    'windows that do not ascend': {
      spoil: () => edit(csv(), '3|7,trailing', '7|3,trailing'),
      says: /^DICTIONARY_INVALID: .*line 3 \(id 2, talk\): times is "7\|3", expected whole days.*ascending/,
    },
    'unknown fold': {
      spoil: () => edit(csv(), 'call:sum', 'call:summ'),
      says: /^DICTIONARY_INVALID: .*line 3 \(id 2, talk\): data_src is "call:summ", expected a fold.*did you mean "sum"\?/,
    },
    'bad condition': {
      spoil: () => edit(csv(), 'value>=60', 'value>>60'),
      says: /^DICTIONARY_INVALID: .*line 4 \(id 3, long_call\): data_src is "call\[value>>60\]:count", expected a condition/,
    },
    'a changed definition under an old name': {
      spoil: () => edit(csv(), 'call:sum', 'call:max'),
      says: /^DICTIONARY_CHANGED: .*talk_01_SUM_3d.*(give|new name)/,
    },
    'a model whose feature is not in the dictionary': {
      spoil: () => edit(csv(), ',stage,stage of the sale', ',phase,stage of the sale'),
      says: /^MODEL_FEATURE_UNKNOWN: dictionaries\/tiny\/models\/interest\/manifest\.json needs stage_ASOF, which no dictionary row makes/,
    },
    'a hash that does not match': {
      spoil: () => edit(manifest(), '"stage_ASOF"', '"talk_01_SUM_3d"'),
      says: /^MODEL_HASH_MISMATCH: dictionaries\/tiny\/models\/interest\/manifest\.json says features_sha256 \w+…, but its 2 features/,
    },
    'a manifest that is no JSON': {
      spoil: () => truncate(manifest(), 20),
      says: /^MODEL_INVALID: dictionaries\/tiny\/models\/interest\/manifest\.json is not JSON; write it again/,
    },
    'a setting that is none': {
      spoil: () => appendFile(join(folder(), 'settings.yaml'), 'limit: { bad_rows_share: 1 }\n'),
      says: /^SETTINGS_INVALID: dictionaries\/tiny\/settings\.yaml line \d+: there is no setting limit; did you mean "limits"\?/,
    },
    'an index that lost a line': {
      spoil: () => edit(join(folder(), 'index.csv'), '2,talk_01_SUM_3d', '9,talk_01_SUM_3d'),
      says: /^INDEX_INVALID: dictionaries\/tiny\/index\.csv line 3: column is "9", expected 2/,
    },
  };

  it.for(Object.entries(cases))('%s', async ([, { spoil, says }]) => {
    await spoil();
    const complaint = complaintOf(await daybreak(home, 'night', 'tiny', '--date', TINY_DATE));
    expect(complaint).toMatch(says);
    const { faults } = await openDictionaryFolders({ folder: join(home, 'dictionaries') }).check('tiny');
    expect(faults[0]?.code).toBe(/^[A-Z_]+/.exec(complaint)?.[0]);
    expect(await store.listRecords('nights')).toEqual([]);
    expect(await readdir(join(home, '.daybreak'))).not.toContain('stack.json');
  });

  it('a file that is no ONNX is found by check, before a night would come to score', async () => {
    await writeFile(join(folder(), 'models', 'interest', 'model.onnx'), 'no model');
    const { code, stdout } = await daybreak(home, 'dictionary', 'check', 'tiny');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/tiny\/models\/interest: model\.onnx .* is no ONNX model/),
    ]);
  });
});

describe('a question about what is not there', () => {
  it.for([
    [['night', 'tiny', '--date', '2026-02-30'], /^USAGE: "2026-02-30" is not a date; write the run date as YYYY-MM-DD/],
    [
      ['night', 'tiny', '--date', TINY_DATE, '--scene', 'clam'],
      /^USAGE: tiny has no scene "clam"; choose one of: claim/,
    ],
    [['night', 'tony', '--date', TINY_DATE], /^DICTIONARY_MISSING: .*did you mean "tiny"\?/],
    [
      ['night', 'tiny', '--date', TINY_DATE, '--population', 'no-such-file'],
      /^POPULATION_UNREADABLE: no-such-file cannot/,
    ],
    [
      ['features', 'tiny', '--date', TINY_DATE, '--format', 'csv'],
      /^NIGHT_MISSING: .* is not sealed; run it first: npx/,
    ],
    [['features', 'tony', '--date', TINY_DATE, '--format', 'csv'], /^DICTIONARY_MISSING: .*did you mean "tiny"\?/],
    [['leads', 'tiny', '--date', TINY_DATE], /^NIGHT_MISSING: no leads of tiny .* are in the list; run the night/],
    [['leads', 'tony', '--date', TINY_DATE], /^DICTIONARY_MISSING: .*did you mean "tiny"\?/],
    [['nights', 'tony'], /^DICTIONARY_MISSING: /],
    [['replay', 'tony', '--date', TINY_DATE], /^DICTIONARY_MISSING: .*did you mean "tiny"\?/],
    [
      ['init', 'new', '--from', 'no-such-drop'],
      /^DROP_MISSING: no-such-drop\/dictionary\.csv cannot be read; name a drop/,
    ],
  ] as const)('%j', async ([args, says]) => {
    await rm(folder(), { recursive: true });
    await writeTinyDictionary(home, 'tiny');
    expect(complaintOf(await daybreak(home, ...args))).toMatch(says);
  });
});
