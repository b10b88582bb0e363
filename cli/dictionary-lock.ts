import { Command } from 'commander';
import type { IndexChange } from '../domain/feature-index.ts';
import { columnRanges, counted, nextIndex } from './dictionary-columns.ts';
import type { DictionaryContext } from './dictionary-context.ts';

const EXAMPLES = `
A column, once given, keeps its meaning for ever: models are trained on it. A night gives new features their columns
too; lock does it beforehand, for example to put index.csv under version control together with the new rows.

Examples:
  npx daybreak dictionary lock sample
  npx daybreak dictionary lock sample --json
`;

export function lockCommand(context: DictionaryContext): Command {
  return new Command('lock')
    .description('give new features their columns in index.csv, retire those that are gone')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, { json }: { json?: true }) => {
      const change = nextIndex(await context.read(name));
      if (changes(change) > 0) await context.writeIndex(name, change.index);
      process.stdout.write(json ? lockJson(name, change) : lockText(name, change));
    });
}

const changes = ({ added, retired, revived }: IndexChange): number => added.length + retired.length + revived.length;

function lockJson(name: string, change: IndexChange): string {
  const columns = columnsByName(change);
  const listed = (names: readonly string[]) => names.map((feature) => ({ column: columns.get(feature), feature }));
  return `${JSON.stringify({
    dictionary: name,
    columns: change.index.entries.length,
    given: listed(change.added),
    retired: listed(change.retired),
    revived: listed(change.revived),
  })}\n`;
}

/** Names beyond these are counted only. */
const SHOWN = 10;

function lockText(name: string, change: IndexChange): string {
  const { index, added, retired, revived } = change;
  if (changes(change) === 0)
    return `${name}: nothing to do, index.csv has all ${counted(index.entries.length, 'column')}\n`;
  const columns = columnsByName(change);
  const group = (verb: string, names: readonly string[]): string[] => {
    if (names.length === 0) return [];
    const numbers = names.map((feature) => columns.get(feature) ?? 0);
    const shown = names.slice(0, SHOWN).map((feature) => `  ${String(columns.get(feature)).padStart(6)}  ${feature}`);
    const rest = names.length > SHOWN ? [`          and ${names.length - SHOWN} more`] : [];
    return [
      `${verb} ${counted(names.length, 'feature')}: ${names.length === 1 ? 'column' : 'columns'} ${columnRanges(numbers)}`,
      ...shown,
      ...rest,
    ];
  };
  return [...group('given to', added), ...group('retired', retired), ...group('brought back', revived), ''].join('\n');
}

const columnsByName = ({ index }: IndexChange): Map<string, number> =>
  new Map(index.entries.map(({ feature, column }) => [feature, column]));
