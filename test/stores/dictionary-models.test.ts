import { join } from 'node:path';
import { rename, symlink, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { definedFeatures } from '../../domain/definition.ts';
import { growIndex } from '../../domain/feature-index.ts';
import { sha256 } from '../../stores/local/dictionary-cross-checks.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';
import { DICTIONARY_CSV, manifestOf, SOUND, writtenDictionaries } from './dictionary-written.ts';

const good = ['stage_ASOF'];
const file = 'dictionaries/test/models/win/manifest.json';

it.each<[string, string | undefined, string, string]>([
  ['is missing', undefined, 'MODEL_INVALID', `${file} is missing`],
  ['is not JSON', '{', 'MODEL_INVALID', `${file} is not JSON`],
  ['has no outputs', manifestOf(good, { outputs: [] }), 'MODEL_INVALID', `${file} is wrong at outputs: `],
  [
    'says an absent that is none',
    manifestOf(good, { absent: 'null' }),
    'MODEL_INVALID',
    `${file} is wrong at absent: expected "NaN", written just so, or a number`,
  ],
  [
    'has a feature twice',
    manifestOf(['stage_ASOF', 'stage_ASOF']),
    'MODEL_INVALID',
    `${file} has the feature stage_ASOF twice`,
  ],
  [
    'names a file elsewhere',
    manifestOf(good, { model: '../model.onnx' }),
    'MODEL_INVALID',
    `${file} names the model "../model.onnx"`,
  ],
  [
    'names a file that is not there',
    manifestOf(good, { model: 'm.onnx' }),
    'MODEL_INVALID',
    `${file} names m.onnx, which is not there`,
  ],
  [
    'names a file over two lines',
    manifestOf(good, { model: 'mod\nel.onnx' }),
    'MODEL_INVALID',
    `${file} is wrong at model: expected no control characters`,
  ],
  [
    'has a hash of other names',
    manifestOf(good, { features_sha256: '0'.repeat(64) }),
    'MODEL_HASH_MISMATCH',
    `${file} says features_sha256 000000000000…, but its 1 features`,
  ],
  [
    'needs an unknown feature',
    manifestOf(['stag_ASOF']),
    'MODEL_FEATURE_UNKNOWN',
    `${file} needs stag_ASOF, which no dictionary row makes; did you mean "stage_ASOF"?`,
  ],
  [
    'needs a feature of a linked id',
    manifestOf(['login_01_SUM_7d']),
    'MODEL_FEATURE_UNKNOWN',
    'did you mean "user.login_01_SUM_7d"?',
  ],
])('a manifest that %s', async (_, manifest, code, message) => {
  const folder = await writtenDictionaries({ test: { ...SOUND, 'models/win/manifest.json': manifest } });
  await expect(openDictionaryFolders({ folder }).read('test')).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as unknown,
  });
});

it('says that a feature a model needs is retired', async () => {
  const folder = await writtenDictionaries({ test: SOUND });
  const store = openDictionaryFolders({ folder });
  const { dictionary, index } = await store.read('test');
  await store.writeIndex('test', growIndex(index, definedFeatures(dictionary, sha256)).index);
  await writeFile(join(folder, 'test/dictionary.csv'), DICTIONARY_CSV.replace('3|7', '3'));
  const { faults } = await store.check('test');
  expect(faults.map(({ message }) => message)).toEqual([
    `${file} needs user.login_01_SUM_7d, which no dictionary row makes any more (it is retired)`,
  ]);
});

it('keeps further keys of a manifest', async () => {
  const manifest = manifestOf(good, { auc_test: 0.78 });
  const folder = await writtenDictionaries({ test: { ...SOUND, 'models/win/manifest.json': manifest } });
  expect((await openDictionaryFolders({ folder }).read('test')).models[0]?.manifest).toMatchObject({ auc_test: 0.78 });
});

it('takes a model whose folder is a link to one that lies elsewhere', async () => {
  const folder = await writtenDictionaries({ test: SOUND });
  await rename(join(folder, 'test/models/win'), join(folder, 'win-1'));
  await symlink(join(folder, 'win-1'), join(folder, 'test/models/win'));
  await symlink(join(folder, 'gone'), join(folder, 'test/models/broken'));
  const { models } = await openDictionaryFolders({ folder }).read('test');
  expect(models.map(({ name }) => name)).toEqual(['win']);
});
