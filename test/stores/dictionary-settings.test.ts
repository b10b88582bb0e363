import { describe, expect, it } from 'vitest';
import type { DaybreakError } from '../../domain/errors.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { parseSettings } from '../../stores/local/dictionary-settings.ts';
import { SOUND, writtenDictionaries } from './dictionary-written.ts';

function faultsOf(yaml: string): string[] {
  const faults: DaybreakError[] = [];
  parseSettings(yaml, 'settings.yaml', faults);
  expect(faults.every(({ code }) => code === 'SETTINGS_INVALID')).toBe(true);
  return faults.map(({ message }) => message);
}
const settings = (lines: string): string => `time_zone: Asia/Shanghai\n${lines}\n`;

describe('settings.yaml', () => {
  it('needs nothing but a time zone', () => {
    const faults: DaybreakError[] = [];
    expect(parseSettings('time_zone: UTC # Greenwich\n', 'settings.yaml', faults)).toEqual({
      time_zone: 'UTC',
      sources: [],
      scenes: { default: { line: '', population: 'all', models: 'all' } },
      limits: { bad_rows_share: 0.1 },
      files: { compression: 'none', binary: false },
      retention: [],
    });
    expect(faults).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no zone', 'deadline: "06:30"', 'settings.yaml: time_zone is missing'],
    ['nothing at all', '', 'settings.yaml: the file: expected object, received null'],
    [
      'an unknown zone',
      'time_zone: Asia/Shangai',
      'settings.yaml line 1: time_zone "Asia/Shangai" is not a time zone; did you mean "Asia/Shanghai"?',
    ],
    [
      'a wrong key',
      settings('deadlin: "06:30"'),
      'settings.yaml line 2: there is no setting deadlin; did you mean "deadline"?',
    ],
    [
      'a wrong key inside',
      settings('scenes:\n  claim:\n    model: all'),
      'settings.yaml line 4: there is no setting scenes.claim.model; did you mean "models"?',
    ],
    [
      'a key of nothing near',
      settings('zzzz: 1'),
      'settings.yaml line 2: there is no setting zzzz, expected one of time_zone, deadline, sources, late, alerts, scenes, limits, files, gates, crm, retention',
    ],
    [
      'a wrong deadline',
      settings('deadline: "6:30"'),
      'settings.yaml line 2: deadline: expected HH:MM in quotes, for example "06:30"',
    ],
    [
      'more scenes than a number has bits',
      settings(`scenes: ${JSON.stringify(Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`s${i}`, {}])))}`),
      'settings.yaml line 2: scenes: expected at most 32 scenes',
    ],
    [
      'an unknown policy',
      settings('late:\n  default: hope'),
      'settings.yaml line 3: late.default: expected one of "wait"|"last-sealed"|"without"',
    ],
    [
      'an address that is none',
      settings('alerts:\n  webhook: chat.example.com'),
      'settings.yaml line 3: alerts.webhook: expected a http:// or https:// address',
    ],
    [
      'a share beyond 1',
      settings('limits:\n  bad_rows_share: 10'),
      'settings.yaml line 3: limits.bad_rows_share: expected number to be <=1',
    ],
    [
      'an unknown compression',
      settings('files: {compression: zip}'),
      'settings.yaml line 2: files.compression: expected one of "none"|"gz"|"zst"',
    ],
    [
      'a population that is no list',
      settings('scenes: {a: {population: al}}'),
      'settings.yaml line 2: scenes.a.population: expected "all", or expected array, received string',
    ],
    [
      'a condition that is none',
      settings('scenes:\n  a:\n    population:\n      - attrs.stage!=LOST\n      - attrs.stage'),
      'settings.yaml line 6: scenes.a.population.1: expected a condition on an attribute, for example attrs.stage!=LOST',
    ],
    [
      'two operators in a population',
      settings('scenes: {a: {population: [attrs.amount=>60]}}'),
      'settings.yaml line 2: scenes.a.population.0: expected one operator out of >= <= != > < =, for example attrs.stage!=LOST',
    ],
    [
      'a scene that is no name',
      settings('scenes: {a b: {}}'),
      'settings.yaml line 2: scenes.a b is not a name, expected letters, digits, _ and - only',
    ],
    ['no scenes', settings('scenes: {}'), 'settings.yaml line 2: scenes is empty, expected at least one scene'],
    [
      'a source twice',
      settings('sources: [{name: a}, {name: a}]'),
      'settings.yaml line 2: the source a is there twice, expected each name once',
    ],
    [
      'a retention rule that limits nothing',
      settings('retention:\n  - type: user'),
      'settings.yaml line 3: retention.0: expected keep_days, keep_newest or both',
    ],
    [
      'a retention of no days',
      settings('retention:\n  - keep_days: 0'),
      'settings.yaml line 3: retention.0.keep_days: expected number to be >=1',
    ],
    ['a source without a name', settings('sources:\n  - drop: x'), 'settings.yaml line 3: sources.0.name is missing'],
  ])('is refused with %s', (_, yaml, sentence) => {
    expect(faultsOf(yaml)).toEqual([sentence]);
  });

  it('says every fault', () => {
    expect(faultsOf('deadline: 6\nlimit: {}\ntime_zone: ""')).toHaveLength(3);
  });

  it('says on which line it is not YAML, or has a key twice', () => {
    expect(faultsOf(settings('scenes: *gone'))).toEqual([
      expect.stringMatching(/^settings\.yaml: not YAML: .*alias.*gone/),
    ]);
    expect(faultsOf(settings('scenes: [a'))[0]).toMatch(/^settings\.yaml line \d: not YAML: /);
    expect(faultsOf(settings('deadline: "06:30"\ndeadline: "07:30"'))[0]).toMatch(
      /line 3: not YAML: Map keys must be unique/,
    );
  });

  it('refuses more scenes than a tag has bits', () => {
    const scenes = Array.from({ length: 31 }, (_, i) => `s${i}: {}`).join(', ');
    expect(faultsOf(settings(`scenes: {${scenes}}`))).toEqual(['settings.yaml line 2: 31 scenes, expected at most 30']);
  });
});

it('refuses a scene whose model is not there', async () => {
  const yaml = settings('scenes: {claim: {models: [wim]}}');
  const folder = await writtenDictionaries({ test: { ...SOUND, 'settings.yaml': yaml } });
  await expect(openDictionaryFolders({ folder }).read('test')).rejects.toMatchObject({
    code: 'SETTINGS_INVALID',
    message:
      'dictionaries/test/settings.yaml: scenes.claim.models names "wim", and there is no folder models/wim; did you mean "win"?',
    next: 'there are: win',
  });
});

it.each([
  ['sources: [{name: web, dimensions: [usr]}]', 'dimensions of the source web'],
  ['late: {dimensions: {usr: without}}', 'late.dimensions'],
])('refuses an entity type that no row is about: %s', async (line, where) => {
  const folder = await writtenDictionaries({ test: { ...SOUND, 'settings.yaml': settings(line) } });
  await expect(openDictionaryFolders({ folder }).read('test')).rejects.toMatchObject({
    code: 'SETTINGS_INVALID',
    message: `dictionaries/test/settings.yaml: ${where} names "usr", and no row of dictionary.csv is about it; did you mean "user"?`,
    next: 'there are: opportunity, user',
  });
});

it('refuses a retention shorter than the deepest window that reads the feature', async () => {
  const refusal = async (retention: string): Promise<unknown> => {
    const yaml = settings(`retention: ${retention}`);
    const folder = await writtenDictionaries({ test: { ...SOUND, 'settings.yaml': yaml } });
    return openDictionaryFolders({ folder })
      .read('test')
      .then(
        ({ settings: read }) => read.retention.length,
        (error: unknown) => error,
      );
  };
  expect(
    await refusal('[{keep_days: 7}, {type: phone, keep_days: 1}, {type: user, feature: call, keep_days: 1}]'),
  ).toBe(3);
  expect(await refusal('[{keep_days: 548}, {feature: login, keep_days: 6, keep_newest: 9}]')).toMatchObject({
    code: 'SETTINGS_INVALID',
    message:
      'dictionaries/test/settings.yaml: retention.1.keep_days is 6, and login_01 (id 1, line 2 of dictionary.csv) reads login events of user 7 days back',
    next: 'keep at least 7 days, or shorten the window',
  });
});
