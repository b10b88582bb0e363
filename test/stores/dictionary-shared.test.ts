import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definedFeatures } from '../../domain/definition.ts';
import { createDictionary } from '../../stores/local/dictionary-create.ts';
import { sha256 } from '../../stores/local/dictionary-cross-checks.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';
import { writtenDictionaries } from './dictionary-written.ts';

describe.runIf(hasShared)('the real dictionaries and their models', async () => {
  const sets = hasShared ? await readdir(join(SHARED, 'data')) : [];
  const models = hasShared ? await readdir(join(SHARED, 'models')) : [];

  it.each(sets)('%s is sound, and its models find their features', async (name) => {
    const folder = await writtenDictionaries({});
    const source = join(SHARED, 'data', name);
    const { time_zone: timeZone } = JSON.parse(await readFile(join(source, 'dataset.json'), 'utf8')) as {
      time_zone: string;
    };
    const csv = await readFile(join(source, 'dictionary.csv'));
    await createDictionary(folder, name, { csv, csvFile: 'dictionary.csv', timeZone });
    if (models.includes(name)) {
      await mkdir(join(folder, name, 'models/given'), { recursive: true });
      for (const file of ['manifest.json', 'model.onnx'])
        await copyFile(join(SHARED, 'models', name, file), join(folder, name, 'models/given', file));
    }
    const store = openDictionaryFolders({ folder });
    expect(await store.check(name)).toEqual({ faults: [], warnings: [] });
    const { dictionary, models: read } = await store.read(name);
    expect(read.map((model) => model.name)).toEqual(models.includes(name) ? ['given'] : []);
    const lines = csv.toString().trimEnd().split('\n').length;
    expect(dictionary.rows).toHaveLength(lines - 1);
    const features = definedFeatures(dictionary, sha256).map(({ feature }) => feature);
    expect(new Set(features).size).toBe(features.length);
  });
});

sayNotTested();
