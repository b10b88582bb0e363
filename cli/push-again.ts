import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import type { NightRun } from '../domain/night.ts';
import type { PushAction } from '../domain/push-request.ts';
import { runDate } from '../domain/run-date.ts';
import { readGates } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { pushOnStack } from './push-on-stack.ts';
import { pushedNight } from './push-scenes.ts';
import { pushesText } from './push-text.ts';

const EXAMPLES = `
Writes the leads of a sealed night into the CRM, as the settings say now. Only what the CRM has not got yet is sent. A night
pushes by itself; this is for one that was made anew, for settings that were mended, and to look first. Leads that a newer night
was pushed with are left as that one left them, unless --older is given.

Examples:
  npx daybreak push shop --date 2026-03-02
  npx daybreak push shop --date 2026-03-02 --scene claim
  npx daybreak push shop --date 2026-03-02 --dry-run       reads the CRM and says what would be written
  npx daybreak push shop --date 2026-03-02 --shadow        into the fields that the settings name as shadows
  npx daybreak push shop --date 2026-03-02 --older         also over what a newer night has written
`;

interface PushOptions {
  readonly date: string;
  readonly scene?: string;
  readonly dryRun?: true;
  readonly shadow?: true;
  readonly older?: true;
  readonly json?: true;
}

export function pushAgainCommand(context: CliContext): Command {
  return new Command('again')
    .description('write the leads of a sealed night into the CRM; `push <dictionary>` is short for it')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--scene <scene>', 'only this scene')
    .option('--dry-run', 'write nothing, only say what would be written')
    .option('--shadow', 'write into the shadow fields instead')
    .option('--older', 'write over what a newer night has written')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: PushOptions) => {
      if (options.dryRun && options.shadow)
        throw new DaybreakError('USAGE', '--dry-run and --shadow were both given', 'give one of them');
      const action: PushAction = options.dryRun ? 'dry-run' : options.shadow ? 'shadow' : 'push';
      const night = await pushedNight(context, dictionary, runDate(options.date), options.scene);
      const { run, parts } = night;
      const scenes = action === 'push' ? await letPass(context, run, night.scenes) : night.scenes;
      const older = options.older ? { older: true } : {};
      const requests = scenes.map((scene) => ({ run, scene, parts, action, ...older }));
      const { results, ui } = await pushOnStack(context, requests);
      process.stdout.write(
        options.json ? `${JSON.stringify({ ...run, results, ui })}\n` : pushesText(requests, results),
      );
    });
}

/** The scenes that their gates let pass. @throws DaybreakError SCORES_KEPT_BACK where one of them is kept back */
async function letPass(context: CliContext, run: NightRun, scenes: readonly string[]): Promise<readonly string[]> {
  const gates = await readGates(context.ports().blobs, run);
  const kept = gates.find(
    ({ scene, outcome }) => scenes.includes(scene) && outcome !== 'passed' && outcome !== 'released',
  );
  if (!kept) return scenes;
  const { dictionary, date } = run;
  throw new DaybreakError(
    'SCORES_KEPT_BACK',
    `the gate of ${kept.scene} keeps its scores of ${date} from the CRM: ${kept.because ?? kept.results[0]?.said ?? kept.outcome}`,
    `look at the night's report; if the scores are right: npx daybreak release ${dictionary} --date ${date} --because WHY`,
  );
}
