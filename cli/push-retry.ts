import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import type { ScenePushRequest } from '../domain/push-request.ts';
import { isStanding } from '../domain/push-run.ts';
import { runDate } from '../domain/run-date.ts';
import { pushRuns } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { pushOnStack } from './push-on-stack.ts';
import { pushedNight, scenesInCrm } from './push-scenes.ts';
import { pushesText } from './push-text.ts';

const EXAMPLES = `
Dead letters are leads that the CRM refused. Mend what it complained of, then this sends them again: not as they were, but with
the values of the newest night that was pushed and not undone. A push that did not come to its end, because the CRM took no more
calls for example, is brought to it.

Examples:
  npx daybreak push retry shop
  npx daybreak push retry shop --date 2026-03-02 --scene claim
`;

interface RetryOptions {
  readonly date?: string;
  readonly scene?: string;
  readonly json?: true;
}

export function pushRetryCommand(context: CliContext): Command {
  return new Command('retry')
    .description('send the dead letters again, with their latest values, and what a push left')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--date <date>', 'run date (YYYY-MM-DD); without it that of the newest push')
    .option('--scene <scene>', 'only this scene')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { date, scene, json }: RetryOptions) => {
      const requests =
        date === undefined
          ? await newest(context, dictionary, scene)
          : await ofNight(context, dictionary, runDate(date), scene);
      const { results, ui } = await pushOnStack(context, requests);
      process.stdout.write(json ? `${JSON.stringify({ results, ui })}\n` : pushesText(requests, results));
    });
}

async function ofNight(
  context: CliContext,
  dictionary: string,
  date: string,
  scene: string | undefined,
): Promise<ScenePushRequest[]> {
  const { run, parts, scenes } = await pushedNight(context, dictionary, date, scene);
  return scenes.map((name) => ({ run, scene: name, parts, action: 'retry' }));
}

/** @throws DaybreakError NIGHT_MISSING where nothing was pushed yet */
async function newest(context: CliContext, dictionary: string, only: string | undefined): Promise<ScenePushRequest[]> {
  const ports = context.ports();
  const scenes = await scenesInCrm(context, dictionary, only);
  const store = await ports.openStore(dictionary, (await ports.dictionaries.read(dictionary)).settings.time_zone);
  const requests: ScenePushRequest[] = [];
  for (const scene of scenes) {
    const last = (await pushRuns(store, scene)).filter(isStanding).at(-1);
    if (!last) continue;
    const { date, run, parts } = last;
    requests.push({ run: { dictionary, date, run }, scene, parts, action: 'retry' });
  }
  if (requests.length > 0) return requests;
  throw new DaybreakError(
    'NIGHT_MISSING',
    `no push of ${dictionary} stands, so there are no dead letters to send`,
    `push one: npx daybreak push ${dictionary} --date YYYY-MM-DD`,
  );
}
