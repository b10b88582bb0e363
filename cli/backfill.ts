import { Command, Option } from 'commander';
import {
  BACKFILL_MODES,
  type BackfillMode,
  type BackfillRequest,
  type BackfillResult,
  datesOf,
} from '../domain/backfill.ts';
import { DaybreakError } from '../domain/errors.ts';
import { runDate } from '../domain/run-date.ts';
import { planBackfill } from '../workers/without-temporal.ts';
import type { backfill } from '../workflows/index.ts';
import { startBackfill } from './backfill-client.ts';
import { resultText, stepsText } from './backfill-text.ts';
import { note, type CliContext } from './context.ts';
import { followNight } from './follow-night.ts';
import { connectTemporal, leaveTemporal } from './night-client.ts';
import { workflowUrl } from './night-text.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
Makes the nights of a span of days, each a workflow of its own. A night that had begun is made as the run that began saw it,
one that nobody ran from what is there now. A night that fails stops no other. Nothing is handed to the CRM: the command
\`night\` of a date does that. Ctrl-C stops following; the same command goes on with it.

Examples:
  npx daybreak backfill sample --from 2026-08-24 --to 2026-09-06                  the nights that nobody ran
  npx daybreak backfill sample --from 2026-08-24 --to 2026-09-06 --mode failed    those that failed
  npx daybreak backfill sample --from 2026-08-24 --to 2026-09-06 --mode all --parallel 4 --newest-first
  npx daybreak backfill sample --from 2026-08-24 --to 2026-09-06 --feature login  a new dictionary row over sealed nights
  npx daybreak backfill sample --from 2026-08-24 --to 2026-09-06 --dry-run        what would run, and why
`;

interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly mode?: BackfillMode;
  readonly parallel: number;
  readonly newestFirst?: true;
  readonly feature?: readonly string[];
  readonly asKnownNow?: true;
  readonly dictionaryNow?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export function backfillCommand(context: CliContext): Command {
  return new Command('backfill')
    .description('make the nights of a span of days: those missing, those that failed, or all')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--from <date>', 'first run date (YYYY-MM-DD)')
    .requiredOption('--to <date>', 'last run date')
    .addOption(new Option('--mode <mode>', 'which nights (default: missing)').choices(BACKFILL_MODES))
    .option('--parallel <count>', 'nights at once', wholeNumber, 2)
    .option('--newest-first', 'begin with the last date')
    .option('--feature <name...>', 'only add these dictionary rows to nights that are sealed')
    .option('--as-known-now', 'nights that are made anew take in the rows that came since')
    .option('--dictionary-now', 'nights that are made anew use the dictionary folder as it is now')
    .option('--dry-run', 'only list what would run, and why')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: BackfillOptions) => {
      const request = requestOf(dictionary, options);
      const steps = await planBackfill(context.ports())(request, () => undefined);
      const write = (text: string, data: unknown): void => {
        process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : text);
      };
      if (options.dryRun) write(stepsText(request, steps), steps);
      else if (steps.every(({ action }) => action === 'skip'))
        write(stepsText(request, steps), { outcomes: [], skipped: steps.length });
      else {
        const result = await run(context, request);
        write(resultText(request, result), result);
        if (result.outcomes.some(({ state }) => state === 'failed')) process.exitCode = 1;
      }
    });
}

function requestOf(dictionary: string, options: BackfillOptions): BackfillRequest {
  const { mode, feature, asKnownNow = false, dictionaryNow = false } = options;
  if (feature && (mode !== undefined || asKnownNow || dictionaryNow)) {
    const next = 'leave --mode, --as-known-now and --dictionary-now out';
    throw new DaybreakError('USAGE', '--feature is about sealed nights as they are', next);
  }
  const request: BackfillRequest = {
    dictionary,
    from: runDate(options.from),
    to: runDate(options.to),
    mode: mode ?? 'missing',
    parallel: options.parallel,
    newestFirst: options.newestFirst === true,
    asKnownNow,
    dictionaryNow,
    ...(feature ? { features: feature } : {}),
  };
  datesOf(request);
  return request;
}

async function run(context: CliContext, request: BackfillRequest): Promise<BackfillResult> {
  return context.withStack(async (stack) => {
    const client = await connectTemporal(stack.temporalAddress);
    const handle = await startBackfill(client, request);
    note(`follow it in the Temporal UI: ${workflowUrl(stack.uiUrl, handle.workflowId)}`);
    const result = await followNight<typeof backfill>(handle, context.interrupted, stack);
    await leaveTemporal(client, stack);
    return result;
  });
}
