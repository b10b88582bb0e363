import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { runDate, type RunDate } from '../domain/run-date.ts';
import { leadQuotas } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { quotasText } from './lead-quota-text.ts';
import { leadsText, listedLeads } from './listed-leads.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
The leads are those of Daybreak's own list, which keeps them by run date. They are ranked by the score of the scene where settings.yaml
has one (scenes.<name>.score), else by the first output of each of its models. With --by they are the best of each linked entity or
attribute, as the sealed night saw them, by that score, else by the first output of the first model. Equal scores are ranked by id,
and a lead of several salespeople is in the list of each.

Examples:
  npx daybreak leads sample --date 2026-09-07
  npx daybreak leads sample --date 2026-09-07 --top 50 --json
  npx daybreak leads sample --date 2026-09-07 --top 5 --reasons
  npx daybreak leads sample --date 2026-09-07 --by salesperson --top 3
  npx daybreak leads sample --date 2026-09-07 --by attrs.city --scene claim
`;

interface LeadsOptions {
  readonly date: string;
  readonly top: number;
  readonly by?: string;
  readonly scene?: string;
  readonly reasons?: true;
  readonly json?: true;
}

export function leadsCommand(context: CliContext): Command {
  return new Command('leads')
    .description('the scored opportunities of a night, best first')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--top <count>', 'how many of each scene, model or pool', wholeNumber, 10)
    .option('--by <pool>', 'the best of each linked entity (salesperson) or attribute (attrs.team)')
    .option('--scene <scene>', 'only this scene')
    .option('--reasons', 'what speaks for and against each')
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: LeadsOptions) => {
      const date = runDate(options.date);
      const { by, top, scene, reasons = false } = options;
      if (by !== undefined) {
        const quotas = await leadQuotas(context.ports(), { dictionary, date, by, top, scene, reasons });
        process.stdout.write(options.json ? `${JSON.stringify(quotas)}\n` : quotasText(quotas));
        return;
      }
      const leads = await listedLeads(context, { dictionary, date, top, scene, reasons });
      if (leads.length === 0) throw await noLeads(context, dictionary, date, scene);
      process.stdout.write(options.json ? `${JSON.stringify(leads)}\n` : leadsText(leads));
    });
}

/** Why nothing is listed. @throws DaybreakError where the dictionary is missing or faulty, which has its own message */
async function noLeads(
  context: CliContext,
  dictionary: string,
  date: RunDate,
  scene: string | undefined,
): Promise<DaybreakError> {
  const { dictionaries, book } = context.ports();
  await dictionaries.read(dictionary);
  const scenes = new Set((await book.leads(dictionary, date, 1)).map((lead) => lead.scene));
  if (scene !== undefined && scenes.size > 0)
    return new DaybreakError(
      'USAGE',
      `${dictionary} ${date} has no leads of a scene "${scene}"`,
      `choose one of: ${[...scenes].join(', ')}`,
    );
  return new DaybreakError(
    'NIGHT_MISSING',
    `no leads of ${dictionary} ${date} are in the list`,
    `run the night with a model in its scenes: npx daybreak night ${dictionary} --date ${date}`,
  );
}
