import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { runDate } from '../domain/run-date.ts';
import type { CliContext } from './context.ts';
import { pushOnStack } from './push-on-stack.ts';
import { pushedNight } from './push-scenes.ts';
import { pushesText } from './push-text.ts';

const EXAMPLES = `
Puts back what stood in the CRM before the push of a night, where it still stands as the push left it. What a person or a later
night has written since is left alone.

Examples:
  npx daybreak push undo shop --date 2026-03-02 --because "the wrong model"
  npx daybreak push undo shop --date 2026-03-02 --scene claim --because "pushed too early"
`;

interface UndoOptions {
  readonly date: string;
  readonly because: string;
  readonly scene?: string;
  readonly json?: true;
}

export function pushUndoCommand(context: CliContext): Command {
  return new Command('undo')
    .description('put back what stood in the CRM before the push of a night')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .requiredOption('--because <text>', 'why, for whoever asks later')
    .option('--scene <scene>', 'only this scene')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { date, because, scene, json }: UndoOptions) => {
      if (because.trim() === '')
        throw new DaybreakError('USAGE', '--because is empty', 'say in a few words why, for whoever asks later');
      const { run, parts, scenes } = await pushedNight(context, dictionary, runDate(date), scene);
      const requests = scenes.map((name) => ({ run, scene: name, parts, action: 'undo' as const, because }));
      const { results, ui } = await pushOnStack(context, requests);
      process.stdout.write(json ? `${JSON.stringify({ ...run, results, ui })}\n` : pushesText(requests, results));
    });
}
