import { Command } from 'commander';
import { budgetsOf, forecast, type Forecast } from '../domain/budget.ts';
import type { StageRecord } from '../domain/stage-record.ts';
import {
  gateRecords,
  nightRecords,
  planNight,
  requireZone,
  stageRecords,
  type NightRecord,
} from '../workers/without-temporal.ts';
import { asTemporalSays } from './ended-nights.ts';
import { stagesText } from './night-stages.ts';
import { nightsTable, type ShownNight } from './nights-table.ts';
import { wholeNumber } from './whole-number.ts';
import type { CliContext } from './context.ts';

const EXAMPLES = `
A night that runs is shown with its expected end, by what past nights took. Replays and backfills stand under the night of their date.
One that Temporal says has ended without a word, because somebody terminated it, gets its line and its report now.

Examples:
  npx daybreak nights sample
  npx daybreak nights sample --last 1 --stages     what every stage took, against the usual time, and made
  npx daybreak nights sample --last 30 --json
`;

export function nightsCommand(context: CliContext): Command {
  return new Command('nights')
    .description('the last nights of a dictionary, their states and times')
    .argument('<dictionary>', 'name of the dictionary')
    .option('--last <count>', 'how many run dates', wholeNumber, 14)
    .option('--stages', 'also every stage of each: its time against the usual one, what it was made from and made')
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { last, stages, json }: NightsOptions) => {
      const { nights, ledger, zone } = await shownNights(context, dictionary, last);
      if (json) {
        const stagesOf = ({ date, run }: ShownNight): StageRecord[] =>
          ledger.filter((record) => record.date === date && record.run === run);
        const shown = stages ? nights.map((night) => ({ ...night, stages: stagesOf(night) })) : nights;
        process.stdout.write(`${JSON.stringify(shown)}\n`);
        return;
      }
      process.stdout.write(nightsTable(dictionary, zone, nights));
      if (!stages) return;
      const budgets = budgetsOf(ledger);
      for (const date of new Set(nights.map((night) => night.date))) {
        const own = ledger.filter((record) => record.date === date);
        process.stdout.write(`\n${stagesText(date, own, budgets)}`);
      }
    });
}

interface NightsOptions {
  readonly last: number;
  readonly stages?: true;
  readonly json?: true;
}

/** The nights of the last run dates, the ledger of these dates and of the nights that budgets are learnt from, and the dictionary's time zone. */
async function shownNights(
  context: CliContext,
  dictionary: string,
  last: number,
): Promise<{ nights: ShownNight[]; ledger: StageRecord[]; zone: string }> {
  const ports = context.ports();
  const zone = await requireZone(ports, dictionary);
  const records = await nightRecords(ports, dictionary, zone);
  const dates = new Set([...new Set(records.map(({ date }) => date))].slice(-last));
  const shown = records.filter(({ date }) => dates.has(date));
  const told = await asTemporalSays(context, dictionary, zone, shown);
  const gates = new Map((await gateRecords(ports, dictionary, zone)).map((gate) => [`${gate.date}/${gate.run}`, gate]));
  const ledger = await stageRecords(ports, dictionary, zone, dates);
  const nights = told.map(async (record): Promise<ShownNight> => {
    const runs = record.state === 'running' && record.note === undefined;
    const expected = runs ? await expectedEnd(ports, dictionary, record, ledger) : undefined;
    return {
      ...record,
      gate: gates.get(`${record.date}/${record.run}`),
      ...(expected ? { forecast: expected } : {}),
    };
  });
  return { nights: await Promise.all(nights), ledger, zone };
}

async function expectedEnd(
  ports: Parameters<typeof planNight>[0],
  dictionary: string,
  { date, run, startedMs, kind }: NightRecord,
  ledger: readonly StageRecord[],
): Promise<Forecast | undefined> {
  if (kind !== undefined && kind !== 'night') return undefined;
  const request = { dictionary, date, scene: undefined, population: undefined };
  // a dictionary that has got faults since is no reason to show no nights
  const plan = await planNight(ports)(request, () => undefined).catch(() => undefined);
  if (!plan) return undefined;
  const { budgets, deadlineMs } = plan;
  const spans = ledger.filter((line) => line.date === date && line.startedMs >= startedMs && line.run >= run);
  return forecast({ nowMs: Date.now(), spans, budgets, deadlineMs });
}
