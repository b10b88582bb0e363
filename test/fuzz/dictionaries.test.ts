import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { definedFeatures } from '../../domain/definition.ts';
import { EMPTY_INDEX, growIndex } from '../../domain/feature-index.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { SOUND, writtenDictionaries } from '../stores/dictionary-written.ts';
import { bounded, mutated, mutations } from './mutations.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const SETTINGS = `time_zone: Europe/Amsterdam
deadline: "06:30"
sources: [{ name: crm }, { name: web, drop: ./drops }]
scenes:
  claim: { line: "01", population: [attrs.stage!=lost], models: [win] }
  look: { population: all, models: [] }
limits: { bad_rows_share: 0.2 }
files: { compression: gz }
`;

const MARKS: Readonly<Record<string, readonly string[]>> = {
  'dictionary.csv': [',', '"', '\n', '|', ':', '[', 'ASOF', 'attr:', '0', '-1', '__proto__'],
  'settings.yaml': [':', '- ', '{', '}', '[', '\n', '  ', '"', '&a', '*a', '!!', 'null', '__proto__', '<<'],
  'index.csv': [',', '"', '\n', '0', 'retired', 'active'],
  'models/win/manifest.json': ['"', '{', '}', '[', ']', ',', 'null', '1e999', '__proto__', '../', '\\'],
};

it.for(Object.entries(MARKS))(
  'a damaged %s is sound, or every fault is said in a sentence that names a file',
  async ([file, marks]) => {
    const folder = await writtenDictionaries({ shop: { ...SOUND, 'settings.yaml': SETTINGS } });
    const dictionaries = openDictionaryFolders({ folder });
    const { dictionary } = await dictionaries.read('shop');
    const { index } = growIndex(EMPTY_INDEX, definedFeatures(dictionary, sha256));
    await dictionaries.writeIndex('shop', index);
    const path = join(folder, 'shop', file);
    const whole = await readFile(path);

    await fc.assert(
      fc.asyncProperty(mutations(marks), async (changes) => {
        await writeFile(path, mutated(whole, changes));
        const { faults, warnings } = await dictionaries.check('shop');
        for (const { code, message, next } of faults) {
          expect(code).toMatch(/^(DICTIONARY|SETTINGS|INDEX|MODEL)_/);
          expect(message).toMatch(/^dictionaries\/shop\/[^\n]{10,}$/);
          expect(next).toMatch(/^[^\n]{10,}$/);
        }
        for (const warning of warnings) expect(warning).toMatch(/^dictionaries\/shop\/[^\n]{10,}$/);
        if (faults.length > 0) return;

        // What is called sound must be of use to a night, and mean what stands there.
        const read = await dictionaries.read('shop');
        const grown = growIndex(read.index, definedFeatures(read.dictionary, sha256));
        const before = read.index.entries.map(({ column, feature, hash }) => [column, feature, hash]);
        const after = grown.index.entries.map(({ column, feature, hash }) => [column, feature, hash]);
        expect(after.slice(0, before.length)).toEqual(before);
        if (file === 'dictionary.csv') {
          const text = await readFile(path, 'utf8');
          for (const row of read.dictionary.rows) expect(text).toContain(`${row.id},${row.name},`);
        }
      }),
      bounded(250, 10),
    );
    await rm(path);
  },
);
