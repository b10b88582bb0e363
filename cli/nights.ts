import { Command } from 'commander';
import Table from 'cli-table3';
import { counted } from '../domain/counted.ts';
import { budgetsOf, forecast, type Forecast } from '../domain/budget.ts';
import type { GateRecord } from '../domain/gate-record.ts';
import type { StageRecord } from '../domain/stage-record.ts';
import { gateRecords, nightRecords, planNight, stageRecords, type NightRecord } from '../workers/without-temporal.ts';
import { stagesText } from './night-stages.ts';
import { gateText } from './release-scenes.ts';
import { wholeNumber } from './whole-number.ts';
import type { CliContext } from './context.ts';

const EXAMPLES = `
A night that runs is shown with its expected end, by what past nights took. Replays and backfills stand under the night of their date.

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
      const { nights, ledger } = await shownNights(context, dictionary, last);
      if (json) {
        const stagesOf = ({ date, run }: ShownNight): StageRecord[] =>
          ledger.filter((record) => record.date === date && record.run === run);
        const shown = stages ? nights.map((night) => ({ ...night, stages: stagesOf(night) })) : nights;
        process.stdout.write(`${JSON.stringify(shown)}\n`);
        return;
      }
      process.stdout.write(tableOf(dictionary, nights));
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

interface ShownNight extends NightRecord {
  readonly gate: GateRecord | undefined;
  /** Of a night that runs, where there are past nights. */
  readonly forecast?: Forecast;
}

/** The nights of the last run dates, and the ledger of these dates and of the nights that budgets are learnt from. */
async function shownNights(
  context: CliContext,
  dictionary: string,
  last: number,
): Promise<{ nights: ShownNight[]; ledger: StageRecord[] }> {
  const ports = context.ports();
  const zone = (await ports.dictionaries.read(dictionary)).settings.time_zone;
  const records = await nightRecords(ports, dictionary, zone);
  const dates = new Set([...new Set(records.map(({ date }) => date))].slice(-last));
  const gates = new Map((await gateRecords(ports, dictionary, zone)).map((gate) => [`${gate.date}/${gate.run}`, gate]));
  const ledger = await stageRecords(ports, dictionary, zone, dates);
  const nights = records
    .filter(({ date }) => dates.has(date))
    .map(async (record): Promise<ShownNight> => {
      const expected = record.state === 'running' ? await expectedEnd(ports, dictionary, record, ledger) : undefined;
      return {
        ...record,
        gate: gates.get(`${record.date}/${record.run}`),
        ...(expected ? { forecast: expected } : {}),
      };
    });
  return { nights: await Promise.all(nights), ledger };
}

async function expectedEnd(
  ports: Parameters<typeof planNight>[0],
  dictionary: string,
  { date, run, startedMs, kind }: NightRecord,
  ledger: readonly StageRecord[],
): Promise<Forecast | undefined> {
  if (kind !== undefined && kind !== 'night') return undefined;
  const request = { dictionary, date, scene: undefined, population: undefined };
  const { budgets, deadlineMs } = await planNight(ports)(request, () => undefined);
  const spans = ledger.filter((line) => line.date === date && line.startedMs >= startedMs && line.run >= run);
  return forecast({ nowMs: Date.now(), spans, budgets, deadlineMs });
}

function tableOf(dictionary: string, records: readonly ShownNight[]): string {
  if (records.length === 0)
    return `${dictionary} has had no night yet; run one: npx daybreak night ${dictionary} --date YYYY-MM-DD\n`;
  const table = new Table({
    head: ['run date', 'state', 'stage', 'run', 'began', 'seconds', 'opportunities', 'why'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, null, null, 64],
    wordWrap: true,
  });
  for (const record of records) {
    const { date, kind = 'night', state, stage, run, startedMs, endedMs, opportunities, late, error, gate } = record;
    table.push([
      kind === 'night' ? date : `${date} ${kind}`,
      [state, ...(late === true ? ['late'] : []), gateText(gate?.scenes ?? [])].filter(Boolean).join(', '),
      stage,
      run,
      atSecond(startedMs),
      endedMs === undefined ? '' : ((endedMs - startedMs) / 1000).toFixed(1),
      opportunities ?? '',
      [error, forecastText(record), ...(record.decisions ?? []), gateReason(gate), pushReason(record)]
        .filter(Boolean)
        .join('; '),
    ]);
  }
  return `${table.toString()}\n`;
}

const atSecond = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

function forecastText({ forecast: expected }: ShownNight): string {
  if (!expected) return '';
  const { headroomMs, expectedEndMs } = expected;
  const minutes = Math.round(Math.abs(headroomMs ?? 0) / 60_000);
  const headroom =
    headroomMs === undefined ? '' : `, ${minutes} min ${headroomMs < 0 ? 'after' : 'before'} the deadline`;
  return `expected to end ${atSecond(expectedEndMs)}${headroom}`;
}

/** Leads that the CRM has not got. */
const pushReason = ({ pushes = [] }: ShownNight): string =>
  pushes
    .filter(({ dead }) => dead > 0)
    .map(({ scene, dead }) => `${scene}: ${counted(dead, 'dead letter')}`)
    .join('; ');

/** Why scores were kept back, or what a person said of them. */
const gateReason = (gate: GateRecord | undefined): string =>
  (gate?.scenes ?? [])
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ scene, because, said }) => `${scene}: ${because ?? said[0] ?? ''}`)
    .join('; ');
