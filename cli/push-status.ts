import { Command } from 'commander';
import Table from 'cli-table3';
import { DaybreakError } from '../domain/errors.ts';
import { counted } from '../domain/counted.ts';
import type { PushResult } from '../domain/push-result.ts';
import { isStanding, type PushRun } from '../domain/push-run.ts';
import { runDate } from '../domain/run-date.ts';
import {
  deadLetters,
  leadInCrm,
  pushRuns,
  refusedByPush,
  type DeadLetter,
  type LeadInCrm,
} from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { scenesInCrm } from './push-scenes.ts';
import { deadText, leadText, refusedText, type RefusedOfNight } from './push-status-text.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
What became of the leads in the CRM, by what it has acknowledged; the CRM itself is not asked.

Examples:
  npx daybreak push status shop                                        the last pushes, and what the CRM refused
  npx daybreak push status shop --date 2026-03-02
  npx daybreak push status shop --dead --top 100                       dead letters of now, with their reasons
  npx daybreak push status shop --dead --date 2026-03-02               what the CRM refused that night, and what became of it
  npx daybreak push status shop --opportunity O-17                     one lead: what was delivered, by which night
`;

interface StatusOptions {
  readonly date?: string;
  readonly scene?: string;
  readonly dead?: true;
  readonly opportunity?: string;
  readonly top: number;
  readonly json?: true;
}

interface SceneStatus {
  readonly scene: string;
  readonly runs: readonly PushRun[];
  readonly dead?: readonly DeadLetter[];
  readonly refused?: RefusedOfNight;
  readonly lead?: LeadInCrm;
}

export function pushStatusCommand(context: CliContext): Command {
  return new Command('status')
    .description('what became of the leads in the CRM')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--date <date>', 'only pushes of this run date (YYYY-MM-DD)')
    .option('--scene <scene>', 'only this scene')
    .option('--dead', 'list the dead letters: leads that the CRM refuses, and why; with --date those of that night')
    .option('--opportunity <id>', 'one lead')
    .option('--top <count>', 'how many dead letters, or pushes, of each scene', wholeNumber, 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: StatusOptions) => {
      if (options.dead && options.opportunity !== undefined)
        throw new DaybreakError('USAGE', '--dead and --opportunity were both given', 'give one of them');
      const all = await statusOf(context, dictionary, options);
      process.stdout.write(options.json ? `${JSON.stringify(all)}\n` : all.map(textOf(dictionary, options)).join('\n'));
    });
}

async function statusOf(
  context: CliContext,
  dictionary: string,
  { date, scene: only, dead, opportunity, top }: StatusOptions,
): Promise<SceneStatus[]> {
  const wanted = date === undefined ? undefined : runDate(date);
  const scenes = await scenesInCrm(context, dictionary, only);
  const ports = context.ports();
  const store = await ports.openStore(dictionary, (await ports.dictionaries.read(dictionary)).settings.time_zone);
  return Promise.all(
    scenes.map(async (scene) => {
      const runs = (await pushRuns(store, scene)).filter((run) => wanted === undefined || run.date === wanted);
      return {
        scene,
        runs: runs.slice(-top),
        ...(dead && wanted === undefined ? { dead: await deadLetters(store, scene, top) } : {}),
        ...(dead && wanted !== undefined ? { refused: await refusedOf(store, scene, wanted, runs, top) } : {}),
        ...(opportunity === undefined ? {} : { lead: leadOf(await leadInCrm(store, scene, opportunity), wanted) }),
      };
    }),
  );
}

const leadOf = ({ receipt, entries }: LeadInCrm, wanted: string | undefined): LeadInCrm => ({
  receipt,
  entries: entries.filter(({ date }) => wanted === undefined || date === wanted),
});

/** @param runs that were pushed, of the date. A push into shadow fields says nothing of the fields, and counts only where there is no other. */
async function refusedOf(
  store: Parameters<typeof refusedByPush>[0],
  scene: string,
  date: string,
  runs: readonly PushRun[],
  top: number,
): Promise<RefusedOfNight> {
  const { run, journal } = runs.filter(isStanding).at(-1) ?? runs.at(-1) ?? {};
  return { date, run, leads: journal === undefined ? undefined : await refusedByPush(store, scene, journal, top) };
}

const textOf =
  (dictionary: string, { opportunity }: StatusOptions) =>
  ({ scene, runs, dead, refused, lead }: SceneStatus): string => {
    if (dead) return deadText(scene, dead);
    if (refused) return refusedText(scene, refused);
    if (lead && opportunity !== undefined) return leadText(scene, opportunity, lead);
    return runs.length === 0
      ? `${scene}: no push yet; npx daybreak push ${dictionary} --date YYYY-MM-DD, or the next night, makes one\n`
      : `scene ${scene}\n${tableOf(runs)}\n`;
  };

const whyText = (because: string, { newer = 0, waiting = 0 }: Partial<PushResult> = {}): string =>
  [
    ...(waiting > 0 ? [`${counted(waiting, 'lead')} to go`] : []),
    ...(newer > 0 ? [`${counted(newer, 'lead')} left to newer nights`] : []),
    ...(because === '' ? [] : [because]),
  ].join('; ');

function tableOf(runs: readonly PushRun[]): string {
  const table = new Table({
    head: [
      'run date',
      'run',
      'state',
      'delivered',
      'unchanged',
      'edited',
      'suppressed',
      'dead',
      'read back',
      'calls',
      'why',
    ],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, null, null, null, null, null, 48],
    wordWrap: true,
  });
  for (const { date, run, state, result, because = '' } of runs) {
    const { delivered, same, edited, suppressed, dead, readBack, calls } = result ?? {};
    table.push([
      date,
      run,
      state,
      ...[delivered, same, edited, suppressed, dead, readBack, calls].map((n) => n ?? ''),
      whyText(because, result),
    ]);
  }
  return table.toString();
}
