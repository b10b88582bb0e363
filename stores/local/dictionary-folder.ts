import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { dictionaryText } from '../../domain/definition.ts';
import type { DictionaryCheck } from '../../domain/dictionary-check.ts';
import { nearestWord } from '../../domain/dictionary-nearest.ts';
import { dictionaryWarnings } from '../../domain/dictionary-warnings.ts';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import type { NamedCrm } from '../../domain/field-clashes.ts';
import type { DictionaryStore } from '../dictionary-store.ts';
import { contactOf } from './dictionary-contact.ts';
import { clashesWith, crossFaults, indexFaults, modelWarnings, sha256 } from './dictionary-cross-checks.ts';
import { readFiles, type DictionaryFiles } from './dictionary-files.ts';
import { formatIndex } from './dictionary-index.ts';
import { absent, readIfThere, readText } from './dictionary-text.ts';
import { syncFolder } from './sync-folder.ts';

export interface DictionaryFolders extends DictionaryStore {
  /** Everything that is wrong or odd in a dictionary's folder. @throws DaybreakError DICTIONARY_MISSING */
  check(name: string): Promise<DictionaryCheck>;
}

/** Dictionaries kept as folders under `folder`; each call reads the files as they are then. */
export function openDictionaryFolders({ folder }: { readonly folder: string }): DictionaryFolders {
  const list = () => listDictionaries(folder);
  const read = async (name: string, faults: DaybreakError[]): Promise<DictionaryFiles> => {
    await requireDictionary(folder, name, await list());
    const files = await readFiles(join(folder, name), `${basename(folder)}/${name}`, name, faults);
    faults.push(...crossFaults(files));
    return files;
  };
  /** Of all dictionaries but one, as far as they can be read. */
  const otherCrms = async (name: string): Promise<NamedCrm[]> => {
    const others = (await list()).filter((one) => one !== name);
    const read = others.map(async (dictionary) => {
      const { settings } = await readFiles(join(folder, dictionary), dictionary, dictionary, []);
      return settings?.crm ? [{ dictionary, crm: settings.crm }] : [];
    });
    return (await Promise.all(read)).flat();
  };
  return {
    list,
    async read(name) {
      const faults: DaybreakError[] = [];
      const { dictionary, settings, index, models } = await read(name, faults);
      const [first] = faults;
      if (first) throw firstOf(first, faults.length, name);
      if (!settings) throw new DaybreakError('BUG', `${name} has no settings and no fault`, 'report this as a bug');
      return { dictionary, settings, index, models, hash: sha256(dictionaryText(dictionary)) };
    },
    async readContact(name) {
      await requireDictionary(folder, name, await list());
      const bytes = await readIfThere(join(folder, name, 'settings.yaml'));
      return contactOf(new TextDecoder().decode(bytes ?? new Uint8Array()));
    },
    async readModel({ name, file }) {
      const bytes = await readIfThere(file);
      if (bytes) return bytes;
      throw new DaybreakError('MODEL_INVALID', `the file of model "${name}" is gone: ${file}`, 'put it back');
    },
    async readFile(name, file) {
      const text = await readText(join(folder, name, file), `${basename(folder)}/${name}/${file}`, 'SETTINGS_INVALID');
      if (text !== undefined) return text;
      throw new DaybreakError(
        'SETTINGS_INVALID',
        `settings.yaml of ${name} names ${file}, which is not there`,
        `put it into ${basename(folder)}/${name}/`,
      );
    },
    async writeIndex(name, index) {
      await requireDictionary(folder, name, await list());
      await replaceFile(join(folder, name, 'index.csv'), formatIndex(index));
    },
    async check(name) {
      const faults: DaybreakError[] = [];
      const files = await read(name, faults);
      faults.push(...indexFaults(files), ...clashesWith(files, name, await otherCrms(name)));
      const warnings = dictionaryWarnings(`${files.label}/dictionary.csv`, files.dictionary);
      return { faults, warnings: [...warnings, ...modelWarnings(files)] };
    },
  };
}

async function listDictionaries(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(absent)) ?? [];
  const names = entries.map(({ name }) => name).filter((name) => !name.startsWith('.'));
  const there = await Promise.all(
    names.map((name) => stat(join(folder, name, 'dictionary.csv')).catch(notADictionary)),
  );
  return names.filter((_, i) => there[i]?.isFile()).sort();
}

/** A file beside the dictionaries (README.md) has nothing inside it. */
function notADictionary(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return;
  absent(error);
}

async function requireDictionary(folder: string, name: string, there: readonly string[]): Promise<void> {
  if (there.includes(name)) return;
  const own = basename(name) === name ? await stat(join(folder, name)).catch(absent) : undefined;
  if (own?.isDirectory())
    throw new DaybreakError(
      'DICTIONARY_MISSING',
      `there is no dictionary.csv in ${join(folder, name)}`,
      'put it back, or make another dictionary with: npx daybreak init NAME --from DROP',
    );
  const near = nearestWord(name, there);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const next =
    there.length > 0 ? `there are: ${there.join(', ')}` : 'make one with: npx daybreak init NAME --from DROP';
  throw new DaybreakError('DICTIONARY_MISSING', `there is no dictionary "${name}" in ${folder}${hint}`, next);
}

function firstOf(first: DaybreakError, count: number, name: string): DaybreakError {
  if (count === 1) return first;
  const next = `see all of them with: npx daybreak dictionary check ${name}`;
  return new DaybreakError(
    first.code,
    `${first.message} (and ${count === 2 ? 'one more fault' : `${count - 1} more faults`})`,
    next,
    first,
  );
}

/** The file that is written aside is nobody's business. */
const notWritable =
  (path: string) =>
  (error: unknown): never => {
    const failure = asDaybreakError(error);
    if (failure.code !== 'NO_PERMISSION') throw failure;
    const next = 'give this user the right to write into that folder';
    throw new DaybreakError(failure.code, `${basename(path)} cannot be written in ${dirname(path)}`, next, error);
  };

/** Writes aside, makes it durable, renames: a reader sees the old file or the whole new one. */
async function replaceFile(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    const file = await open(aside, 'wx').catch(notWritable(path));
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(aside, { force: true });
  }
}
