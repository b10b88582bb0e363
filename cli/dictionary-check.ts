import { Command } from 'commander';
import { colors } from './colors.ts';
import type { DictionaryCheck } from '../domain/dictionary-check.ts';
import type { IndexChange } from '../domain/feature-index.ts';
import { counted, nextIndex } from './dictionary-columns.ts';
import type { DictionaryContents, DictionaryContext } from './dictionary-context.ts';

const EXAMPLES = `
Looks at dictionary.csv, settings.yaml, index.csv and the models' manifests, and says everything at once. Where a drop has
been loaded into the home, it also says which types, events, lines and attributes a row asks for that are not in it.
Odd is also what works by luck only, such as a source whose drop is no whole path.
The exit code is 1 when something is wrong, and 0 when at most something is odd.

Examples:
  npx daybreak dictionary check sample
  npx daybreak dictionary check sample --json    for a program, for example before a merge
`;

export function checkCommand(context: DictionaryContext): Command {
  return new Command('check')
    .description("say what is wrong or odd in a dictionary's folder")
    .argument('<dictionary>', 'name of the dictionary')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, { json }: { json?: true }) => {
      const check = await context.check(name);
      const contents = check.faults.length === 0 ? await context.read(name) : undefined;
      process.stdout.write(json ? checkJson(name, check, contents) : checkText(name, check, contents));
      if (check.faults.length > 0) process.exitCode = 1;
    });
}

function checkJson(
  name: string,
  { faults, warnings }: DictionaryCheck,
  contents: DictionaryContents | undefined,
): string {
  const listed = faults.map(({ code, message, next }) => ({ code, message, next }));
  const change = contents && nextIndex(contents);
  const index = change && {
    columns: change.index.entries.length,
    added: change.added,
    retired: change.retired,
    revived: change.revived,
  };
  return `${JSON.stringify({ dictionary: name, sound: faults.length === 0, faults: listed, warnings, index })}\n`;
}

function checkText(
  name: string,
  { faults, warnings }: DictionaryCheck,
  contents: DictionaryContents | undefined,
): string {
  const lines = [
    ...faults.map(({ message, next }) => `${colors.red('wrong')}  ${message}\n       ${colors.dim(next)}`),
    ...warnings.map((warning) => `${colors.yellow('odd')}    ${warning}`),
  ];
  const found = [counted(faults.length, 'fault'), counted(warnings.length, 'warning')].join(', ');
  const summary = contents ? `${name} is sound: ${soundText(contents)}` : `${name} has ${found}`;
  return [...lines, summary, ''].join('\n');
}

function soundText(contents: DictionaryContents): string {
  const change = nextIndex(contents);
  const active = change.index.entries.filter(({ state }) => state === 'active').length;
  const counts = [
    counted(contents.dictionary.rows.length, 'row'),
    counted(active, 'feature'),
    counted(contents.models.length, 'model'),
  ].join(', ');
  return `${counts}${changeText(change)}`;
}

function changeText({ added, retired, revived }: IndexChange): string {
  const parts = [
    added.length > 0 ? `gives ${counted(added.length, 'new feature')} a column` : '',
    retired.length > 0 ? `retires ${counted(retired.length, 'feature')}` : '',
    revived.length > 0 ? `brings ${counted(revived.length, 'feature')} back` : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : `\nThe next night (or \`npx daybreak dictionary lock\`) ${parts.join(', ')}.`;
}
