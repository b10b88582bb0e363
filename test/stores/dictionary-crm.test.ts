import { describe, expect, it } from 'vitest';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { SOUND, writtenDictionaries } from './dictionary-written.ts';

const crm = (scenes: readonly string[], more = ''): string => `time_zone: UTC
scenes: { claim: {}, match: {} }
crm:
  adapter: embedded
  connection: { folder: all }
${more}  push:
${scenes.map((scene) => `    ${scene}: { fields: { score: { value: win.score } } }`).join('\n')}
`;
const written = (settings: string) => ({ ...SOUND, 'settings.yaml': settings });

describe("the CRM's fields that settings.yaml writes", () => {
  it('are refused where two scenes write one, and both are named', async () => {
    const folder = await writtenDictionaries({ shop: written(crm(['claim', 'match'])) });
    const dictionaries = openDictionaryFolders({ folder });
    await expect(dictionaries.read('shop')).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining(
        "dictionaries/shop/settings.yaml: crm.push.claim.fields.score and crm.push.match.fields.score both write the CRM's field score",
      ) as string,
      next: 'give each scene a field of its own in the CRM',
    });
    expect((await dictionaries.check('shop')).faults).toHaveLength(1);
  });

  it('are a fault where another dictionary writes one into the same records, and a night is not refused for it', async () => {
    const folder = await writtenDictionaries({
      north: written(crm(['claim'])),
      south: written(crm(['match'])),
      east: written(crm(['claim'], '  apart_from: [north, south]\n')),
      broken: { ...SOUND, 'settings.yaml': 'crm: [' },
    });
    const dictionaries = openDictionaryFolders({ folder });
    expect((await dictionaries.check('north')).faults).toMatchObject([
      {
        code: 'SETTINGS_INVALID',
        message: expect.stringContaining(
          "crm.push.claim.fields.score writes the CRM's field score, and so does crm.push.match.fields.score of the dictionary south",
        ) as string,
        next: 'give each a field of its own; or, where the two never have the same opportunity, say crm.apart_from: [south]',
      },
    ]);
    expect((await dictionaries.check('east')).faults).toEqual([]);
    expect((await dictionaries.read('north')).settings.crm?.push).toHaveProperty('claim');
  });
});
