import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import { runDate, type RunDate } from '../domain/run-date.ts';
import { leadQuotas, toldBookLeads } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { quotasText } from './lead-quota-text.ts';
import { leadTable } from './lead-table.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
The leads are those of Daybreak's own list, which keeps them by run date. With --by they are the best of each linked entity or
attribute, as the sealed night saw them, ranked by the score of the scene (scenes.<name>.score of settings.yaml, else the first
output of its first model); equal scores are ranked by id, and a lead of several salespeople is in the list of each.

Examples:
  npx daybreak leads sample --date 2026-03-02
  npx daybreak leads sample --date 2026-03-02 --top 50 --json
  npx daybreak leads sample --date 2026-03-02 --top 5 --reasons
  npx daybreak leads sample --date 2026-03-02 --by salesperson --top 3
  npx daybreak leads sample --date 2026-03-02 --by attrs.city --scene claim
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
    .option('--top <count>', 'how many of each scene and model, or of each pool', wholeNumber, 10)
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
      const all = await context.ports().book.leads(dictionary, date, top);
      const leads = all.filter((lead) => scene === undefined || lead.scene === scene);
      if (leads.length === 0) {
        // A dictionary that is missing or faulty has its own message.
        await context.ports().dictionaries.read(dictionary);
        const night = `npx daybreak night ${dictionary} --date ${date}`;
        throw new DaybreakError(
          'NIGHT_MISSING',
          `no leads of ${dictionary} ${date}${scene === undefined ? '' : ` and the scene ${scene}`} are in the list`,
          `run the night with a model in its scenes: ${night}`,
        );
      }
      const told = reasons ? await toldBookLeads(context.ports(), { dictionary, date }, leads) : [];
      const shown = leads.map((lead, i): ShownLead => (reasons ? { ...lead, reasons: told[i] ?? '' } : lead));
      process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : leadsText(shown));
    });
}

type Leads = Awaited<ReturnType<ReturnType<CliContext['ports']>['book']['leads']>>;
type ShownLead = Leads[number] & { readonly reasons?: string };

/** A table for each scene and model. */
export function leadsText(leads: readonly ShownLead[]): string {
  const tables = new Map<string, ShownLead[]>();
  for (const lead of leads) {
    const title = `scene ${lead.scene}, model ${lead.model}`;
    tables.set(title, [...(tables.get(title) ?? []), lead]);
  }
  return [...tables]
    .map(([title, rows]) => {
      const why = rows.some(({ reasons }) => reasons !== undefined);
      const table = leadTable(['', 'opportunity', ...(rows[0]?.outputs ?? [])], why);
      for (const [i, { opportunityId, scores, reasons = '' }] of rows.entries())
        table.push([i + 1, opportunityId, ...scores.map((score) => score.toFixed(4)), ...(why ? [reasons] : [])]);
      return `${title}${madeFromText(rows[0])}\n${table.toString()}\n`;
    })
    .join('\n');
}

/** What of the data behind the scores is not of the night itself. */
function madeFromText(lead: ShownLead | undefined): string {
  const parts = Object.entries(lead?.madeFrom ?? {}).map(([type, date]) =>
    date === null ? `without ${type}` : `${type} of ${date}`,
  );
  return parts.length > 0 ? ` (made ${parts.join(', ')})` : '';
}

export const topLeads = (context: CliContext, dictionary: string, date: RunDate, top: number): Promise<Leads> =>
  context.ports().book.leads(dictionary, date, top);
