import { Command } from 'commander';
import type { NightRequest } from '../domain/night.ts';
import { runDate } from '../domain/run-date.ts';
import { outlookOfNight } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { planText } from './plan-text.ts';

const EXAMPLES = `
Says what a night would wait for, fold, compute and write if it began now, how long that takes by past nights, and what an
edited dictionary would do to the feature index. It changes nothing and needs no stack.

Examples:
  npx daybreak plan sample --date 2026-09-07
  npx daybreak plan sample --date 2026-09-07 --json
`;

export function planCommand(context: CliContext): Command {
  return new Command('plan')
    .description('what a night would wait for, compute and change, and how long it would take')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--scene <scene>', 'only this scene')
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: { date: string; scene?: string; json?: true }) => {
      const request: NightRequest = {
        ...{ dictionary, date: runDate(options.date) },
        ...{ scene: options.scene, population: undefined },
      };
      const outlook = await outlookOfNight(context.ports(), request);
      process.stdout.write(options.json ? `${JSON.stringify(outlook)}\n` : planText(outlook));
    });
}
