import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { openContext } from '../../cli/context.ts';
import { dictionaryCommand } from '../../cli/dictionary.ts';
import { program } from '../../cli/program.ts';
import { FIRST_DAY, LAST_RUN_DATE } from '../../dictionaries/sample/generator/dates.ts';
import { lifeOf } from '../../dictionaries/sample/generator/life.ts';
import { salespeopleFor } from '../../dictionaries/sample/generator/names.ts';
import { dimensionsOf } from '../../domain/dictionary.ts';
import { lookUp } from '../../domain/dictionary-lookup.ts';
import { settingsSchema } from '../../domain/settings.ts';
import { dateOfDay } from '../../domain/run-date.ts';
import { openDictionaryFolders } from '../../stores/local/dictionary-folder.ts';

const FOLDER = join(import.meta.dirname, '../../dictionaries');
const SAMPLE = join(FOLDER, 'sample');

/** An example of --help: its words after `npx daybreak`, without what is said beside it. */
interface Example {
  readonly line: string;
  readonly command: Command;
  readonly words: readonly string[];
}

const root = program(openContext(new AbortController().signal));
const examples = [root, ...below(root)].flatMap(examplesOf);
const ofSample = examples.filter(({ words }) => words.includes('sample'));

function below(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...below(child)]);
}

function examplesOf(command: Command): Example[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return Array.from(help.matchAll(/^ {2}(?:.* \| )?npx daybreak (.*)$/gm), ([line, text = '']) => {
    const [call = ''] = text.split(/ {2,}| > /);
    const words = Array.from(call.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
    return { line: line.trim(), ...called(words) };
  });
}

/** The command that words call, and the words that are left for it. */
function called(words: readonly string[], from: Command = root): Omit<Example, 'line'> {
  const child = from.commands.find((command) => command.name() === words[0]);
  if (child) return called(words.slice(1), child);
  const fallback = from.commands.find((command) => command.name() === 'again');
  return { command: fallback ?? from, words };
}

/** Every value that an option has in the examples about the sample. */
const given = (...options: readonly string[]): string[] => [
  ...new Set(ofSample.flatMap(({ words }) => words.filter((_, i) => i > 0 && options.includes(words[i - 1] ?? '')))),
];

describe('the examples of --help', () => {
  it('are there for every command', () => {
    const without = below(root).filter((command) => command.commands.length === 0 && examplesOf(command).length === 0);
    expect(without.map((command) => command.name())).toEqual(['start']); // its examples are `npm start`
  });

  it.each(examples)('$line: takes these options and arguments', ({ command, words }) => {
    const { operands, unknown } = command.parseOptions([...words]);
    expect(unknown).toEqual([]);
    const needed = command.registeredArguments.filter(({ required }) => required).length;
    expect(operands.length).toBeGreaterThanOrEqual(needed);
  });
});

describe('what examples name of the sample is there', async () => {
  const { dictionary } = await openDictionaryFolders({ folder: FOLDER }).read('sample');
  const settings = settingsSchema.parse(parse(readFileSync(join(SAMPLE, 'settings.yaml'), 'utf8')));
  const opportunity = (id: string): boolean => {
    // an id ends with the place of the opportunity, counted from 1
    const life = lifeOf({ seed: 1, salespeople: salespeopleFor(1500) }, Number(id.slice(-4)) - 1);
    return life.entities.some(([type, owner]) => type === 'opportunity' && owner === id);
  };

  it.each(given('--date', '--from', '--to', '--with'))('run date %s has events before it', (date) => {
    expect(date > dateOfDay(FIRST_DAY) && date <= LAST_RUN_DATE).toBe(true);
  });

  it.each(given('--scene'))('scene %s', (scene) => {
    expect(Object.keys(settings.scenes)).toContain(scene);
  });

  it.each(given('--model'))('model %s', (model) => {
    expect(readdirSync(join(SAMPLE, 'models'))).toContain(model);
  });

  it.each(given('--only'))('type %s', (type) => {
    expect(dimensionsOf(dictionary)).toContain(type);
  });

  it.each(given('--by'))('pool %s', (pool) => {
    const attributes = dictionary.rows.flatMap((row) => (row.kind === 'attribute' ? [`attrs.${row.attr}`] : []));
    expect([...dimensionsOf(dictionary), ...attributes]).toContain(pool);
  });

  it.each(given('--feature'))('feature %s', (feature) => {
    expect(lookUp(dictionary, feature)).not.toEqual([]);
  });

  it.each(given('--opportunity', '--entity'))('entity %s', (entity) => {
    expect(opportunity(entity.replace(/^opportunity\//, ''))).toBe(true);
  });
});

describe('examples that look into the dictionary find something', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const looking = ofSample.filter(({ command }) => ['show', 'search'].includes(command.name()));
  it.each(looking)('$line', async ({ command, words }) => {
    let printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    await dictionaryCommand(openDictionaryFolders({ folder: FOLDER })).parseAsync([command.name(), ...words], {
      from: 'user',
    });
    expect(printed).not.toMatch(/^(nothing found|\[\]|)\s*$/);
  });
});
