import { Command } from 'commander';
import { runDate } from '../domain/run-date.ts';
import { why } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { whyText } from './why-text.ts';

const EXAMPLES = `
The three features that speak most for the score and against it, in the dictionary's words, with the days and events that they
were made from; and why the score moved since the last night that gave one: events that came, that aged out of a window, attributes,
links, dictionary or model. Everything is told as the night saw it, whatever has come in since. The text leaves days and events
out where there are many; --json gives them all.

Examples:
  npx daybreak why sample --date 2026-09-07 --opportunity jade-bridge-textiles-1236
  npx daybreak why sample --date 2026-09-07 --opportunity jade-bridge-textiles-1236 --model win --json
`;

interface WhyOptions {
  readonly date: string;
  readonly opportunity: string;
  readonly model?: string;
  readonly json?: true;
}

export function whyCommand(context: CliContext): Command {
  return new Command('why')
    .description('why an opportunity has its score, and why it moved')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .requiredOption('--opportunity <id>', 'the opportunity')
    .option('--model <model>', 'only this model')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { date, opportunity, model, json }: WhyOptions) => {
      const told = await why(context.ports(), { dictionary, date: runDate(date), opportunity, model });
      process.stdout.write(json ? `${JSON.stringify(told, undefined, 1)}\n` : whyText(told));
    });
}
