import { Command, Option } from 'commander';
import { runFolder, STAGES, type NightRequest, type ReplayRequest, type Stage } from '../domain/night.ts';
import type { NightManifest } from '../domain/night-manifest.ts';
import type { NightResult } from '../domain/night-result.ts';
import { refuseUnsoundReplay } from '../domain/replay.ts';
import { runDate } from '../domain/run-date.ts';
import { outlookOfReplay, readManifest } from '../workers/without-temporal.ts';
import type { nightly } from '../workflows/index.ts';
import { note, type CliContext } from './context.ts';
import { noteReport } from './failed-report.ts';
import { followNight } from './follow-night.ts';
import { connectTemporal, leaveTemporal } from './night-client.ts';
import { workflowUrl } from './night-text.ts';
import { startReplay } from './replay-client.ts';
import { replayOutlookText, replayText } from './replay-text.ts';

const EXAMPLES = `
Makes a night anew that had begun before, as a new run: with the dictionary, index, scenes, models and decisions of the run
that counts (of a night that failed: the last one that began), and the rows as they were known then. The same inputs give
the same bytes. The new run counts once it is whole; nights of other days, and the CRM, are left as they are.

Examples:
  npx daybreak replay sample --date 2026-09-07
  npx daybreak replay sample --date 2026-09-07 --from-stage score     what stages before it made is taken over
  npx daybreak replay sample --date 2026-09-07 --only user            the other types' features are taken over
  npx daybreak replay sample --date 2026-09-07 --full                 from the rows alone, whatever became of earlier nights' files
  npx daybreak replay sample --date 2026-09-07 --as-known-now         takes in what came late or was corrected since
  npx daybreak replay sample --date 2026-09-07 --dictionary-now       with the dictionary, scenes and models of now
  npx daybreak replay sample --date 2026-09-07 --from-stage push --push    hands the scores of the sealed run over again
  npx daybreak replay sample --date 2026-09-07 --dry-run              what would be done, and from what
`;

interface ReplayOptions {
  readonly date: string;
  readonly fromStage?: Stage;
  readonly only?: string;
  readonly full?: true;
  readonly asKnownNow?: true;
  readonly dictionaryNow?: true;
  readonly push?: true;
  readonly because?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export function replayCommand(context: CliContext): Command {
  return new Command('replay')
    .description('make a night anew that failed, or that is to be as it was or as it would be now')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .addOption(new Option('--from-stage <stage>', 'first stage that is done anew').choices(STAGES))
    .option('--only <type>', 'compute the features of this entity type only')
    .option('--full', 'compute everything, take nothing over from an earlier night: the same files, later')
    .option('--as-known-now', 'take in the rows that came since the first run')
    .option('--dictionary-now', 'use the dictionary folder as it is now')
    .option('--push', 'hand the scores over to the CRM')
    .option('--because <text>', 'why, for people')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: ReplayOptions) => {
      const replay = replayOf(options);
      const full = options.full === true;
      refuseUnsoundReplay(replay, full);
      const date = runDate(options.date);
      const request: NightRequest = {
        dictionary,
        date,
        scene: undefined,
        population: undefined,
        ...(full ? { full } : {}),
        kind: 'replay',
        replay,
      };
      const write = (text: string, data: unknown): void => {
        process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : text);
      };
      const outlook = await outlookOfReplay(context.ports(), request);
      if (options.dryRun) write(replayOutlookText(outlook), outlook);
      else await runReplay(context, request, write);
    });
}

const replayOf = (options: ReplayOptions): ReplayRequest => ({
  ...(options.fromStage === undefined ? {} : { fromStage: options.fromStage }),
  ...(options.only === undefined ? {} : { only: options.only }),
  asKnownNow: options.asKnownNow === true,
  dictionaryNow: options.dictionaryNow === true,
  push: options.push === true,
  ...(options.because === undefined ? {} : { because: options.because }),
});

async function runReplay(
  context: CliContext,
  request: NightRequest,
  write: (text: string, data: unknown) => void,
): Promise<void> {
  const { blobs } = context.ports();
  const before = await readManifest(blobs, request);
  await context.withStack(async (stack) => {
    const client = await connectTemporal(stack.temporalAddress);
    const handle = await startReplay(client, request);
    const ui = workflowUrl(stack.uiUrl, handle.workflowId);
    note(`follow it in the Temporal UI: ${ui}`);
    const result: NightResult = await followNight<typeof nightly>(handle, context.interrupted, stack).catch(
      async (failure: unknown) => {
        await noteReport(context, request, failure);
        throw failure;
      },
    );
    await leaveTemporal(client, stack);
    const after: NightManifest | undefined = await readManifest(blobs, request);
    const folder = blobs.locate(runFolder(result.run));
    write(replayText(result, before, after, folder), { state: 'replayed', result, before, after, folder, ui });
  });
}
