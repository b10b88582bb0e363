import { Command, InvalidArgumentError, Option } from 'commander';
import Table from 'cli-table3';
import { csvLine } from '../domain/csv-line.ts';
import { runDate } from '../domain/run-date.ts';
import { FEATURE_KINDS, readFeatures, type FeatureKind } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';
import { drained } from './drained.ts';

const EXAMPLES = `
Shows the features of a sealed night. Derived and aggregated values are those of the night's files; base values are the
store's as it is now. The table stops after 200 rows; csv and --json give them all.

Examples:
  npx daybreak features sample --date 2026-09-07 --entity opportunity/jade-bridge-textiles-1236
  npx daybreak features sample --date 2026-09-07 --kind derived,agg --format csv > features.csv
`;

const TABLE_ROWS = 200;
const CHUNK_CHARACTERS = 1 << 16;
const CSV_HEADER = csvLine(['kind', 'entity_type', 'entity_id', 'feature', 'value']);

interface FeaturesOptions {
  readonly date: string;
  readonly kind: readonly FeatureKind[];
  readonly entity?: { readonly type: string; readonly id: string };
  readonly format: 'table' | 'csv';
  readonly json?: true;
}

export function featuresCommand(context: CliContext): Command {
  return new Command('features')
    .description('the features of a sealed night')
    .argument('<dictionary>', 'name of the dictionary')
    .requiredOption('--date <date>', 'run date (YYYY-MM-DD)')
    .option('--kind <kinds>', `kinds, with commas between: ${FEATURE_KINDS.join(',')}`, kindsOf, FEATURE_KINDS)
    .option('--entity <type/id>', 'only this entity, for example opportunity/O-1001', entityOf)
    .addOption(new Option('--format <format>', 'how to print them').choices(['table', 'csv']).default('table'))
    .option('--json', 'print a JSON object a line')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { date, kind, entity, format, json }: FeaturesOptions) => {
      const values = readFeatures(context.ports(), { dictionary, date: runDate(date), kinds: kind, entity });
      if (json) await print(values, (value) => `${JSON.stringify(value)}\n`);
      else if (format === 'csv')
        await print(values, (v) => csvLine([v.kind, v.type, v.id, v.feature, String(v.value)]), CSV_HEADER);
      else await printTable(values);
    });
}

type Values = ReturnType<typeof readFeatures>;
type Value = Values extends AsyncGenerator<infer V> ? V : never;

/**
 * Writes as fast as the reader takes it; a reader that has gone (`| head`) ends the listing. The header goes out with the first values, so
 * that a listing that cannot begin prints nothing.
 */
async function print(values: Values, line: (value: Value) => string, header = ''): Promise<void> {
  const reader = { gone: false };
  process.stdout.on('error', () => {
    reader.gone = true;
  });
  let text = header;
  const flush = async (): Promise<void> => {
    if (!reader.gone && !process.stdout.write(text)) await drained(process.stdout);
    text = '';
  };
  for await (const value of values) {
    if (reader.gone) return;
    text += line(value);
    if (text.length > CHUNK_CHARACTERS) await flush();
  }
  await flush();
}

async function printTable(values: Values): Promise<void> {
  const table = new Table({
    head: ['kind', 'entity', 'feature', 'value'],
    colAligns: ['left', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for await (const { kind, type, id, feature, value } of values) {
    if (table.length === TABLE_ROWS) {
      note(`only the first ${TABLE_ROWS} rows are shown; --format csv gives them all`);
      break;
    }
    table.push([kind, `${type}/${id}`, feature, String(value)]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

function kindsOf(text: string): readonly FeatureKind[] {
  const kinds = text.split(',');
  const unknown = kinds.find((kind) => !FEATURE_KINDS.some((known) => known === kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is none of ${FEATURE_KINDS.join(', ')}`);
  return FEATURE_KINDS.filter((kind) => kinds.includes(kind));
}

function entityOf(text: string): { type: string; id: string } {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1)
    throw new InvalidArgumentError('expected TYPE/ID, for example opportunity/O-1001');
  return { type: text.slice(0, slash), id: text.slice(slash + 1) };
}
