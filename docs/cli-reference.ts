import type { Argument, Command, Option } from 'commander';
import { format } from 'prettier';
import { openContext } from '../cli/context.ts';
import { program } from '../cli/program.ts';

const HEAD = `# Commands

Made from the commands themselves by \`npm run docs:cli\`; \`npx daybreak <command> --help\` says the same.
Run them in Daybreak's own folder, or set \`DAYBREAK_HOME\` to the folder with your \`dictionaries/\`.`;

/** docs/cli.md as the commands would have it now: a chapter a command, in the order of \`--help\`. */
export function cliReference(): Promise<string> {
  // a context opens nothing before a command runs
  const root = program(openContext(new AbortController().signal));
  return format([HEAD, afterHelp(root), ...root.commands.map((command) => chapter(command, 2))].join('\n\n'), {
    parser: 'markdown',
    printWidth: 120,
  });
}

function chapter(command: Command, level: number): string {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => row(argumentTerm(argument), help.argumentDescription(argument))),
    ...options.map((option) => row(help.optionTerm(option), help.optionDescription(option))),
  ];
  return [
    `${'#'.repeat(level)} ${fullName(command)}`,
    sentence(help.commandDescription(command)),
    ...(command.commands.length === 0 ? [block(usage(command, options)), table(rows)] : []),
    afterHelp(command),
    ...command.commands.map((child) => chapter(child, level + 1)),
  ].join('\n\n');
}

const argumentTerm = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** The call with everything that it cannot do without. */
function usage(command: Command, options: readonly Option[]): string {
  const needed = options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  const call = command.createHelp().commandUsage(command).replace(' [options]', '');
  return ['npx', call, ...needed, ...(needed.length < options.length ? ['[options]'] : [])].join(' ');
}

const fullName = (command: Command): string =>
  command.parent?.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const block = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

const table = (rows: readonly string[]): string => ['| argument or option | is |', '| --- | --- |', ...rows].join('\n');

const row = (term: string, description: string): string => `| \`${piped(term)}\` | ${piped(prose(description))} |`;

const piped = (text: string): string => text.replaceAll('|', '\\|');

/** Markdown would take `<file>` for HTML where it is not code. */
const prose = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/<([\w/]+)>/g, '`<$1>`') : part))
    .join('`');

/** What a command adds to its help: paragraphs, and examples as a block. */
function afterHelp(command: Command): string {
  let all = '';
  command.configureOutput({ writeOut: (text) => (all += text) }).outputHelp();
  return all
    .slice(command.helpInformation().length)
    .trim()
    .split(/\n{2,}/)
    .map((part) => {
      const examples = /^Examples:\n/.exec(part);
      return examples ? block(part.slice(examples[0].length).replaceAll(/^ {2}/gm, '')) : prose(part);
    })
    .join('\n\n');
}
