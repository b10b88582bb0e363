import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import type { RetentionProgress } from '../domain/retention-report.ts';
import { forgetRetention, retain } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';
import { counted, grouped } from '../domain/counted.ts';
import { retainOnStack } from './retain-on-stack.ts';
import { rewrittenText, retainText } from './retain-text.ts';

const EXAMPLES = `
Removes the events that the rules under \`retention\` in settings.yaml name. They count from the dictionary's newest
sealed night, never from the clock, and never touch what a night of that date or later reads. A pass that was stopped is
ended by the next one. What is gone can be loaded again, and goes again with the next pass.

With \`files.keep_days\` in settings.yaml it also removes the files of nights that lie further back than so many days,
counted from that night as well. Their reports stay, and rows that a later night points to. \`replay --full\` makes such a
night anew.

Examples:
  npx daybreak retain sample --dry-run    what would go, by rule, type and feature
  npx daybreak retain sample
  npx daybreak retain sample --on-stack   as a workflow; a store in HBase then rewrites its files without what went
  npx daybreak retain sample --forget     nights may read again what is left of the thinned days, or was loaded again
`;

interface RetainOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly forget?: boolean;
  readonly onStack?: boolean;
  readonly json?: boolean;
}

export function retainCommand(context: CliContext): Command {
  return new Command('retain')
    .description('remove the events and files of nights that a dictionary no longer has to keep')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--dry-run', 'only say what would go')
    .option('--yes', 'go on although the newest night lies more than a year after the one before it')
    .option('--forget', 'take back that events were removed: nights that read those days are refused no longer')
    .option('--on-stack', "have the stack's workers do it, and the store give the space free")
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: RetainOptions) => {
      const { dryRun = false, yes: sure = false, forget = false, onStack = false, json = false } = options;
      if ([dryRun, forget, onStack].filter(Boolean).length > 1)
        throw new DaybreakError('USAGE', '--dry-run, --forget and --on-stack exclude each other', 'give one');
      const write = (text: string, data: unknown): void => {
        process.stdout.write(json ? `${JSON.stringify(data)}\n` : text);
      };
      if (forget) {
        const types = await forgetRetention(context.ports(), dictionary);
        write(forgetText(dictionary, types), { dictionary, types });
      } else if (onStack) {
        const { report, tablesRewritten } = await retainOnStack(context, { dictionary, sure });
        write(retainText(report) + rewrittenText(tablesRewritten), { ...report, tablesRewritten });
      } else {
        const task = { dictionary, sure, dryRun, interrupted: context.interrupted };
        const report = await retain(context.ports(), task, progressNotes());
        write(retainText(report), report);
      }
    });
}

const NOTE_MS = 5000;

/** A line every few seconds. */
function progressNotes(): (progress: RetentionProgress) => void {
  let notedMs = performance.now();
  return ({ share, events, gone }) => {
    if (performance.now() - notedMs < NOTE_MS) return;
    notedMs = performance.now();
    note(`${Math.floor(share * 100)}% ${counted(events, 'event')} looked at, ${grouped(gone)} to go`);
  };
}

const forgetText = (dictionary: string, types: readonly string[]): string =>
  types.length === 0
    ? `retention has removed nothing of ${dictionary}\n`
    : `nights of ${dictionary} read the days of ${types.join(', ')} as they are now; the next one folds them again\n`;
