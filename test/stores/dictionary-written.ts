import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const DICTIONARY_CSV = `dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab,owner
user,1,login,logins,01,SUM|COUNT,3|7,trailing,login:count,,growth
opportunity,2,stage,"stage, in force",,ASOF,,,attr:stage,new|won|lost,
`;

const SETTINGS_YAML = 'time_zone: Europe/Amsterdam\n';

export const manifestOf = (features: readonly string[], change: object = {}): string =>
  JSON.stringify({
    model: 'model.onnx',
    version: '1',
    input: 'x',
    outputs: ['score'],
    absent: 'NaN',
    features_sha256: createHash('sha256').update(features.join('\n')).digest('hex'),
    features,
    ...change,
  });

/** The files of a sound dictionary with one model. */
export const SOUND: Readonly<Record<string, string>> = {
  'dictionary.csv': DICTIONARY_CSV,
  'settings.yaml': SETTINGS_YAML,
  'models/win/manifest.json': manifestOf(['stage_ASOF', 'user.login_01_SUM_7d']),
  'models/win/model.onnx': 'not read here',
};

/** A folder `dictionaries` with the given files under each name, gone when the test ends; undefined leaves a file out. */
export async function writtenDictionaries(
  dictionaries: Readonly<Record<string, Readonly<Record<string, string | Uint8Array | undefined>>>>,
): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'daybreak-dictionaries-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'dictionaries');
  for (const [name, files] of Object.entries(dictionaries)) {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, name, file);
      await mkdir(dirname(path), { recursive: true });
      if (content !== undefined) await writeFile(path, content);
    }
  }
  return folder;
}
