import { Command } from 'commander';
import Table from 'cli-table3';
import { DaybreakError } from '../domain/errors.ts';
import { runDate, type RunDate } from '../domain/run-date.ts';
import type { CliContext } from './context.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
The leads are those in the CRM; the embedded one keeps them by run date.

Examples:
  npx daybreak leads sample --date 2026-03-02
  npx daybreak leads sample --date 2026-03-02 --top 50 --json
`;

export function leadsCommand(context: CliContext): Command {
  return new Command('leads')
    .description('the scored opportunities of a night, best first')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--top <count>', 'how many of each scene and model', wholeNumber, 10)
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: { date: string; top: number; json?: true }) => {
      const date = runDate(options.date);
      const leads = await context.ports().book.leads(dictionary, date, options.top);
      if (leads.length === 0) {
        // A dictionary that is missing or faulty has its own message.
        await context.ports().dictionaries.read(dictionary);
        const night = `npx daybreak night ${dictionary} --date ${date}`;
        throw new DaybreakError(
          'NIGHT_MISSING',
          `no leads of ${dictionary} ${date} are in the CRM`,
          `run the night with a model in its scenes: ${night}`,
        );
      }
      process.stdout.write(options.json ? `${JSON.stringify(leads)}\n` : leadsText(leads));
    });
}

type Leads = Awaited<ReturnType<ReturnType<CliContext['ports']>['book']['leads']>>;

/** A table for each scene and model. */
export function leadsText(leads: Leads): string {
  const tables = new Map<string, Leads>();
  for (const lead of leads) {
    const title = `scene ${lead.scene}, model ${lead.model}`;
    tables.set(title, [...(tables.get(title) ?? []), lead]);
  }
  return [...tables]
    .map(([title, rows]) => {
      const table = new Table({
        head: ['', 'opportunity', ...(rows[0]?.outputs ?? [])],
        style: { head: [], border: [], compact: true },
      });
      for (const [i, { opportunityId, scores }] of rows.entries())
        table.push([i + 1, opportunityId, ...scores.map((score) => score.toFixed(4))]);
      return `${title}${madeFromText(rows[0])}\n${table.toString()}\n`;
    })
    .join('\n');
}

/** What of the data behind the scores is not of the night itself. */
function madeFromText(lead: Leads[number] | undefined): string {
  const parts = Object.entries(lead?.madeFrom ?? {}).map(([type, date]) =>
    date === null ? `without ${type}` : `${type} of ${date}`,
  );
  return parts.length > 0 ? ` (made ${parts.join(', ')})` : '';
}

export const topLeads = (context: CliContext, dictionary: string, date: RunDate, top: number): Promise<Leads> =>
  context.ports().book.leads(dictionary, date, top);
