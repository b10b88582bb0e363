import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definedFeatures } from '../../domain/definition.ts';
import { DICTIONARY_COLUMNS } from '../../domain/dictionary-columns.ts';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { sha256 } from '../../stores/local/dictionary-cross-checks.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { manifestOf, writtenDictionaries } from './dictionary-written.ts';

const readme = await readFile(join(import.meta.dirname, '../../dictionaries/README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';

it('shows a dictionary, settings and a manifest that are sound together', async () => {
  const folder = await writtenDictionaries({
    shown: {
      'dictionary.csv': block('csv'),
      'settings.yaml': block('yaml'),
      'models/win/manifest.json': block('json'),
      'models/win/model.onnx': 'not read here',
      'models/other/manifest.json': manifestOf(['stage_ASOF']),
      'models/other/model.onnx': 'not read here',
    },
  });
  const store = openDictionaryFolders({ folder });
  expect(await store.check('shown')).toEqual({ faults: [], warnings: [] });
  const { dictionary } = await store.read('shown');
  const columns = /gives the columns ([^]*?)\.\n\n/.exec(readme)?.[1] ?? '';
  const named = Array.from(columns.matchAll(/`([^`]+)`/g), (match) => match[1]);
  expect(definedFeatures(dictionary, sha256).map(({ feature }) => feature)).toEqual(named);
});

it('explains every column and every function', () => {
  for (const name of [...DICTIONARY_COLUMNS, ...FUNCTION_NAMES])
    expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\|`));
});
