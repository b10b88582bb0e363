import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DaybreakError } from '../../domain/errors.ts';
import { modelManifestSchema, type ModelManifest } from '../../domain/model-manifest.ts';
import type { Model } from '../dictionary-store.ts';
import { absent, readText } from './dictionary-text.ts';

/** Names of the folders under models/, ascending, links to folders among them; none where there is no such folder. */
export async function listModels(folder: string): Promise<string[]> {
  const path = join(folder, 'models');
  const names = ((await readdir(path).catch(absent)) ?? []).filter((name) => !name.startsWith('.'));
  const found = await Promise.all(names.map((name) => stat(join(path, name)).catch(absent)));
  return names.filter((_, i) => found[i]?.isDirectory()).sort();
}

/**
 * A model with its manifest, checked. `label` names the dictionary's folder in messages. What is wrong with single keys is added to `faults`,
 * and undefined given back. @throws DaybreakError MODEL_INVALID, MODEL_HASH_MISMATCH
 */
export async function readModel(
  folder: string,
  label: string,
  name: string,
  faults: DaybreakError[],
): Promise<Model | undefined> {
  const path = join(folder, 'models', name);
  const file = `${label}/models/${name}/manifest.json`;
  const text = await readText(join(path, 'manifest.json'), file, 'MODEL_INVALID');
  if (text === undefined) throw invalid(`${file} is missing`, `write it, or remove the folder models/${name}`);
  const parsed = modelManifestSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: key, message }) => `${key.map(String).join('.') || 'its root'}: ${message}`,
    );
    faults.push(...problems.map((problem) => invalid(`${file} is wrong at ${problem}`, EXAMPLE)));
    return undefined;
  }
  const manifest = parsed.data;
  requireSound(manifest, file);
  const onnx = join(path, manifest.model);
  if (!(await isFile(onnx))) throw invalid(`${file} names ${manifest.model}, which is not there`, BESIDE);
  return { name, manifest, file: onnx };
}

const EXAMPLE = 'dictionaries/README.md shows a manifest';
const BESIDE = 'put the ONNX file beside the manifest and name it without a folder';
const invalid = (message: string, next: string): DaybreakError => new DaybreakError('MODEL_INVALID', message, next);

function requireSound({ model, features, features_sha256: said }: ModelManifest, file: string): void {
  if (basename(model) !== model) throw invalid(`${file} names the model "${model}"`, BESIDE);
  const twice = features.find((feature, i) => features.indexOf(feature) < i);
  if (twice !== undefined)
    throw invalid(`${file} has the feature ${twice} twice`, 'train the model with each feature once');
  const is = createHash('sha256').update(features.join('\n')).digest('hex');
  if (is === said) return;
  throw new DaybreakError(
    'MODEL_HASH_MISMATCH',
    `${file} says features_sha256 ${said.slice(0, 12)}…, but its ${features.length} features joined by newline have ${is.slice(0, 12)}…`,
    'take the manifest from the training again: names or their order were changed after the model was made',
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DaybreakError('MODEL_INVALID', `${file} is not JSON`, `write it again: ${EXAMPLE}`, cause);
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(absent);
  return found?.isFile() === true;
}
