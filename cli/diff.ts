import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { runDate } from '../domain/run-date.ts';
import { diffNights, diffOpportunity, runAsked, runBefore } from '../workers/without-temporal.ts';
import { diffText } from './diff-text.ts';
import { opportunityDiffText } from './diff-opportunity-text.ts';
import { wholeNumber } from './whole-number.ts';
import type { CliContext } from './context.ts';

const EXAMPLES = `
Compares a night with another one, or two runs of one night: inputs, opportunities, features, scores and ranks. Without
--with and --with-run it is compared with the newest sealed night before it. Needs no stack.

Examples:
  npx daybreak diff sample --date 2026-09-07                                           with the night before
  npx daybreak diff sample --date 2026-09-07 --with 2026-08-31
  npx daybreak diff sample --date 2026-09-07 --run 2 --with-run 1                      two runs of one night, after a replay
  npx daybreak diff sample --date 2026-09-07 --opportunity jade-bridge-textiles-1236   one opportunity: every value that differs
`;

interface DiffOptions {
  readonly date: string;
  readonly run?: number;
  readonly with?: string;
  readonly withRun?: number;
  readonly opportunity?: string;
  readonly top: number;
  readonly json?: true;
}

export function diffCommand(context: CliContext): Command {
  return new Command('diff')
    .description('how a night differs from another one, or a run from another run of it')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--run <run>', 'number of its run; without it the one that counts', wholeNumber)
    .option('--with <date>', 'run date of the night to compare with')
    .option('--with-run <run>', 'number of the run to compare with', wholeNumber)
    .option('--opportunity <id>', 'only this opportunity, value by value')
    .option('--top <count>', 'how many features of each scene', wholeNumber, 10)
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: DiffOptions) => {
      const ports = context.ports();
      const date = runDate(options.date);
      const now = await runAsked(ports, { dictionary, date, run: options.run });
      const before =
        options.with === undefined && options.withRun === undefined
          ? await runBefore(ports, now)
          : await runAsked(ports, {
              ...{ dictionary, date: options.with === undefined ? date : runDate(options.with) },
              run: options.withRun,
            });
      if (before.date === now.date && before.run === now.run)
        throw new DaybreakError(
          'USAGE',
          `run ${now.run} of ${date} would be compared with itself`,
          'name another night with --with, or another run with --with-run',
        );
      const write = (text: string, data: unknown): void => {
        process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : text);
      };
      if (options.opportunity !== undefined) {
        const diff = await diffOpportunity(ports, before, now, options.opportunity);
        write(opportunityDiffText(diff), diff);
      } else {
        const diff = await diffNights(ports, before, now, () => undefined);
        write(diffText(diff, options.top), diff);
      }
    });
}
