import { describe, expect, it } from 'vitest';
import { contactOf } from '../../stores/local/dictionary-contact.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { SOUND, writtenDictionaries } from './dictionary-written.ts';

const HOOK = 'https://chat.example.com/hook';
const ALERTS = `alerts: { webhook: '${HOOK}', command: [page] }\n`;
const BOTH = { timeZone: 'UTC', alerts: { webhook: HOOK, command: ['page'] } };

describe('where and to whom trouble is told', () => {
  it.each<[string, string, ReturnType<typeof contactOf>]>([
    ['sound settings', `time_zone: UTC\n${ALERTS}`, BOTH],
    ['no alerts', 'time_zone: UTC\n', { timeZone: 'UTC', alerts: undefined }],
    ['keys that are none', `time_zone: UTC\nlimit: 1\n${ALERTS}scenes: 3\n`, BOTH],
    ['a line that is no YAML', `time_zone: UTC\n${ALERTS}gates: { action: [hold\n`, BOTH],
    ['an unknown zone', `time_zone: Asia/Nowhere\n${ALERTS}`, { ...BOTH, timeZone: undefined }],
    ['no zone', ALERTS, { ...BOTH, timeZone: undefined }],
    [
      'one way that is none',
      `time_zone: UTC\nalerts: { webhook: nowhere, command: [page], sms: 5 }\n`,
      { timeZone: 'UTC', alerts: { command: ['page'] } },
    ],
    ['alerts that are a text', 'time_zone: UTC\nalerts: me\n', { timeZone: 'UTC', alerts: undefined }],
    ['an alias to nothing', 'time_zone: *zone\n', { timeZone: undefined, alerts: undefined }],
    ['nothing', '', { timeZone: undefined, alerts: undefined }],
    ['a list', '- 1\n', { timeZone: undefined, alerts: undefined }],
  ])('%s', (_, text, contact) => {
    expect(contactOf(text)).toEqual(contact);
  });

  it('is read from a folder whose other files have faults, and from one without settings', async () => {
    const folder = await writtenDictionaries({
      torn: { ...SOUND, 'dictionary.csv': 'dim,id\nuser\n', 'settings.yaml': `time_zone: UTC\n${ALERTS}` },
      bare: { 'dictionary.csv': '' },
    });
    const dictionaries = openDictionaryFolders({ folder });
    await expect(dictionaries.read('torn')).rejects.toThrow();
    expect(await dictionaries.readContact('torn')).toEqual(BOTH);
    expect(await dictionaries.readContact('bare')).toEqual({ timeZone: undefined, alerts: undefined });
    await expect(dictionaries.readContact('nobody')).rejects.toMatchObject({ code: 'DICTIONARY_MISSING' });
  });
});
