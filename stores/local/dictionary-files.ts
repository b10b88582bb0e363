import { join } from 'node:path';
import { faultSentence } from '../../domain/dictionary-fault.ts';
import { parseDictionary, type ParsedDictionary } from '../../domain/parse-dictionary.ts';
import type { Dictionary } from '../../domain/dictionary.ts';
import { asDaybreakError, DaybreakError } from '../../domain/errors.ts';
import { EMPTY_INDEX, type FeatureIndex } from '../../domain/feature-index.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Model } from '../dictionary-store.ts';
import { readCsv } from './dictionary-csv.ts';
import { parseIndex } from './dictionary-index.ts';
import { listModels, readModel } from './dictionary-models.ts';
import { parseSettings } from './dictionary-settings.ts';
import { readText } from './dictionary-text.ts';

/** A dictionary's folder, each file as far as it can be read. */
export interface DictionaryFiles {
  /** How messages name the folder. */
  readonly label: string;
  /** The rows that can be read; all of them where `rowsSound`. */
  readonly dictionary: Dictionary;
  readonly rowsSound: boolean;
  readonly settings: Settings | undefined;
  readonly index: FeatureIndex;
  /** Names of all model folders, and the models among them that can be read. */
  readonly modelNames: readonly string[];
  readonly models: readonly Model[];
}

/** Reads every file of a dictionary's folder. What is wrong inside a file is added to `faults`; nothing is thrown for it. */
export async function readFiles(
  folder: string,
  label: string,
  name: string,
  faults: DaybreakError[],
): Promise<DictionaryFiles> {
  const parsed = await readRows(folder, label, name, faults);
  const settings = await readSettings(folder, label, faults);
  const index = await readIndex(folder, label, faults);
  const modelNames = await listModels(folder);
  const models: Model[] = [];
  for (const model of modelNames) {
    const read = await collecting(faults, () => readModel(folder, label, model, faults));
    if (read) models.push(read);
  }
  const dictionary = parsed?.dictionary ?? { name, rows: [] };
  return { dictionary, rowsSound: parsed?.faults.length === 0, label, settings, index, modelNames, models };
}

async function readRows(
  folder: string,
  label: string,
  name: string,
  faults: DaybreakError[],
): Promise<ParsedDictionary | undefined> {
  const file = `${label}/dictionary.csv`;
  const parsed = await collecting(faults, async () => {
    const text = (await readText(join(folder, 'dictionary.csv'), file, 'DICTIONARY_INVALID')) ?? '';
    return parseRows(name, file, text);
  });
  for (const fault of parsed?.faults ?? []) {
    faults.push(
      new DaybreakError(
        'DICTIONARY_INVALID',
        faultSentence(fault),
        'mend the row: dictionaries/README.md explains every column',
      ),
    );
  }
  return parsed;
}

/** @throws DaybreakError DICTIONARY_INVALID for text that is no CSV */
export function parseRows(name: string, file: string, text: string): ParsedDictionary {
  const [header, ...rows] = readCsv(text, file, 'DICTIONARY_INVALID');
  return parseDictionary(name, { file, header: header?.cells ?? [], rows });
}

async function readSettings(folder: string, label: string, faults: DaybreakError[]): Promise<Settings | undefined> {
  const file = `${label}/settings.yaml`;
  return collecting(faults, async () => {
    const text = await readText(join(folder, 'settings.yaml'), file, 'SETTINGS_INVALID');
    if (text !== undefined) return parseSettings(text, file, faults);
    const next = 'write it with at least the line time_zone: Europe/Amsterdam (or your own zone)';
    throw new DaybreakError('SETTINGS_INVALID', `${file} is missing`, next);
  });
}

async function readIndex(folder: string, label: string, faults: DaybreakError[]): Promise<FeatureIndex> {
  const file = `${label}/index.csv`;
  const index = await collecting(faults, async () => {
    const text = await readText(join(folder, 'index.csv'), file, 'INDEX_INVALID');
    return text === undefined ? EMPTY_INDEX : parseIndex(text, file, faults);
  });
  return index ?? EMPTY_INDEX;
}

/** Runs a reader; what it throws becomes a fault, so that the other files are still read. */
async function collecting<T>(faults: DaybreakError[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    faults.push(asDaybreakError(thrown));
    return undefined;
  }
}
