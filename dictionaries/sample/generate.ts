import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { asDaybreakError } from '../../domain/errors.ts';
import { LABELLED_DATES, LAST_RUN_DATE, TIME_ZONE } from './generator/dates.ts';
import { lifeOf } from './generator/life.ts';
import { salespeopleFor } from './generator/names.ts';
import { COLUMNS, type SampleTable } from './generator/rows.ts';
import { salespersonAt, salespersonCells } from './generator/salesperson.ts';
import { openTable, type TableWriter } from './generator/table-writer.ts';

/** The last of the drop's run dates: the night that has no labels yet. */
export const SAMPLE_RUN_DATE = LAST_RUN_DATE;

export interface SampleOptions {
  /** Where the drop goes; made when it is not there. Files of an earlier drop are replaced. */
  readonly folder: string;
  /** A whole number; the same seed gives the same bytes. */
  readonly seed: number;
  /** 1,500 unless told; an opportunity is the same however many there are. */
  readonly opportunities?: number;
}

/** Rows by file, and how many ids of each type. */
export type SampleCounts = Readonly<Record<SampleTable | 'opportunities' | 'users' | 'phones' | 'salespeople', number>>;

/** Written last: where it stands, the drop is whole. */
const DESCRIPTION = 'dataset.json';

const DATASET = {
  name: 'sample',
  time_zone: TIME_ZONE,
  run_dates: [...LABELLED_DATES, LAST_RUN_DATE],
  label: 'signed within 14 days from the run date on, open opportunities',
  labels: { label: 'signed within 14 days', reached: 'a call of a minute or longer within 7 days' },
  business_lines: { '01': 'recruitment', '02': 'property', '03': 'local services' },
};

/** Writes a drop of a small CRM: a few weeks of calls, logins, posts and refreshes, and what became of every opportunity. Nothing in it is real. */
export async function generateSample({ folder, seed, opportunities = 1500 }: SampleOptions): Promise<SampleCounts> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, DESCRIPTION), { force: true });
  const tables = Object.fromEntries(tableNames.map((table) => [table, openTable(folder, table)])) as Record<
    SampleTable,
    TableWriter
  >;
  const world = { seed, salespeople: salespeopleFor(opportunities) };
  const owned = { user: 0, phone: 0 };
  for (let place = 0; place < world.salespeople; place++) {
    await tables.entities.write([salespersonCells(salespersonAt(seed, place))]);
  }
  for (let index = 0; index < opportunities; index++) {
    const rows = lifeOf(world, index);
    for (const [type] of rows.entities) if (type === 'user' || type === 'phone') owned[type] += 1;
    for (const table of tableNames) await tables[table].write(rows[table]);
  }
  await Promise.all(tableNames.map((table) => tables[table].close()));
  await writeFile(join(folder, DESCRIPTION), `${JSON.stringify(DATASET, null, 2)}\n`);
  const written = Object.fromEntries(tableNames.map((table) => [table, tables[table].rows()])) as Record<
    SampleTable,
    number
  >;
  return { ...written, opportunities, users: owned.user, phones: owned.phone, salespeople: world.salespeople };
}

const tableNames = Object.keys(COLUMNS) as SampleTable[];

const USAGE = 'use: npx tsx dictionaries/sample/generate.ts FOLDER [--seed 1] [--opportunities 1500]';

const ARGUMENTS = {
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, opportunities: { type: 'string', default: '1500' } },
} as const;

/** The generator as a command; gives its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const wanted = optionsOf(args);
  if (!wanted) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  try {
    const counts = await generateSample(wanted);
    const lines = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en').padStart(12)} ${name}`);
    process.stdout.write(`${lines.join('\n')}\n${wanted.folder}\n`);
    return 0;
  } catch (thrown) {
    process.stderr.write(`${asDaybreakError(thrown).message}: mend that and run it again, the drop is not whole\n`);
    return 1;
  }
}

function optionsOf(args: readonly string[]): Required<SampleOptions> | undefined {
  const parsed = parsedArgs(args);
  const [folder, ...more] = parsed?.positionals ?? [];
  const [seed, opportunities] = [Number(parsed?.values.seed), Number(parsed?.values.opportunities)];
  const sound = more.length === 0 && Number.isSafeInteger(seed) && Number.isSafeInteger(opportunities);
  return folder !== undefined && sound && opportunities >= 0 ? { folder, seed, opportunities } : undefined;
}

function parsedArgs(args: readonly string[]): ReturnType<typeof parseArgs<typeof ARGUMENTS>> | undefined {
  try {
    return parseArgs({ ...ARGUMENTS, args: [...args] });
  } catch {
    return undefined; // an unknown option: the caller says what there is
  }
}

const invoked = process.argv[1];
if (invoked !== undefined && import.meta.url === pathToFileURL(invoked).href)
  process.exitCode = await main(process.argv.slice(2));
