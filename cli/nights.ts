import { Command } from 'commander';
import Table from 'cli-table3';
import { nightRecords, type NightRecord } from '../workers/without-temporal.ts';
import { wholeNumber } from './whole-number.ts';
import type { CliContext } from './context.ts';

const EXAMPLES = `
Examples:
  npx daybreak nights sample
  npx daybreak nights sample --last 30 --json
`;

export function nightsCommand(context: CliContext): Command {
  return new Command('nights')
    .description('the last nights of a dictionary, their states and times')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--last <count>', 'how many run dates', wholeNumber, 14)
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { last, json }: { last: number; json?: true }) => {
      const ports = context.ports();
      const { settings } = await ports.dictionaries.read(dictionary);
      const records = (await nightRecords(ports, dictionary, settings.time_zone)).slice(-last);
      process.stdout.write(json ? `${JSON.stringify(records)}\n` : tableOf(dictionary, records));
    });
}

function tableOf(dictionary: string, records: readonly NightRecord[]): string {
  if (records.length === 0)
    return `${dictionary} has had no night yet; run one: npx daybreak night ${dictionary} --date YYYY-MM-DD\n`;
  const table = new Table({
    head: ['run date', 'state', 'stage', 'run', 'began', 'seconds', 'opportunities', 'why'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, null, null, 64],
    wordWrap: true,
  });
  for (const { date, state, stage, run, startedMs, endedMs, opportunities, late, error } of records) {
    table.push([
      date,
      late === true ? `${state}, late` : state,
      stage,
      run,
      new Date(startedMs).toISOString().slice(0, 19).replace('T', ' '),
      endedMs === undefined ? '' : ((endedMs - startedMs) / 1000).toFixed(1),
      opportunities ?? '',
      error ?? '',
    ]);
  }
  return `${table.toString()}\n`;
}
