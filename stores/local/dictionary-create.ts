import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { calendarOf } from '../../domain/calendar.ts';
import { faultSentence } from '../../domain/dictionary-fault.ts';
import { DaybreakError } from '../../domain/errors.ts';
import { parseRows } from './dictionary-files.ts';
import { settingsTemplate } from './dictionary-settings-template.ts';
import { decodeText, readIfThere } from './dictionary-text.ts';

/** What a new dictionary is made from. */
export interface NewDictionary {
  /** The drop's dictionary.csv, byte by byte, and how messages name it. */
  readonly csv: Uint8Array;
  readonly csvFile: string;
  readonly timeZone: string;
}

/**
 * Makes a dictionary's folder under `folder` in one step: dictionary.csv as it is, and settings.yaml with one scene. Where the folder is
 * there already with these very files, nothing is done.
 * @throws DaybreakError USAGE for a name that is none, SETTINGS_INVALID for the zone, DICTIONARY_INVALID, DICTIONARY_EXISTS
 */
export async function createDictionary(
  folder: string,
  name: string,
  files: NewDictionary,
): Promise<'created' | 'unchanged'> {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(name)) {
    throw new DaybreakError(
      'USAGE',
      `"${name}" cannot be the name of a dictionary`,
      'use letters, digits, _ and - only',
    );
  }
  calendarOf(files.timeZone);
  requireSoundRows(name, files);
  const path = join(folder, name);
  const content = { 'dictionary.csv': files.csv, 'settings.yaml': Buffer.from(settingsTemplate(name, files.timeZone)) };
  if (await sameFiles(path, content)) return 'unchanged';
  const aside = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(aside, { recursive: true });
    for (const [file, bytes] of Object.entries(content)) await writeFile(join(aside, file), bytes);
    await rename(aside, path);
    return 'created';
  } catch (error) {
    throw isThere(error) ? exists(`${basename(folder)}/${name}`, error) : error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function requireSoundRows(name: string, { csv, csvFile }: NewDictionary): void {
  const { faults } = parseRows(name, csvFile, decodeText(csv, csvFile, 'DICTIONARY_INVALID'));
  const [first] = faults;
  if (!first) return;
  const more = faults.length - 1;
  const others = more === 0 ? '' : ` (and ${more === 1 ? 'one more fault' : `${more} more faults`})`;
  throw new DaybreakError(
    'DICTIONARY_INVALID',
    `${faultSentence(first)}${others}`,
    `correct ${csvFile} and run the same command again`,
  );
}

async function sameFiles(path: string, content: Readonly<Record<string, Uint8Array>>): Promise<boolean> {
  for (const [file, bytes] of Object.entries(content)) {
    const there = await readIfThere(join(path, file));
    if (!there || !Buffer.from(bytes).equals(there)) return false;
  }
  return true;
}

/** What renaming a folder onto one with files in it, or onto a file, gives. */
const isThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(String(error.code));

const exists = (label: string, cause: unknown): DaybreakError =>
  new DaybreakError(
    'DICTIONARY_EXISTS',
    `${label} is there already, with other files than this drop gives`,
    `edit its files, choose another name, or remove the folder ${label} first`,
    cause,
  );
