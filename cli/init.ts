import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { DaybreakError } from '../domain/errors.ts';
import { createDictionary } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';

const EXAMPLES = `
Makes dictionaries/<dictionary>/ from a drop: dictionary.csv as the drop has it, settings.yaml with the drop's time zone and one
scene over every opportunity. Put models under models/ and rules into settings.yaml afterwards.

Examples:
  npx daybreak init shop --from ./drop
  npx daybreak init shop --from ./drop --tz Europe/Amsterdam     cut days in this zone
`;

const dataset = z.looseObject({ time_zone: z.string().min(1).optional() });

export function initCommand(context: CliContext): Command {
  return new Command('init')
    .description("a dictionary folder from a drop's dictionary.csv and dataset.json")
    .argument('<dictionary>', 'name of the new dictionary')
    .requiredOption('--from <drop>', 'folder with dictionary.csv and dataset.json')
    .option('--tz <zone>', 'time zone that cuts the days (IANA name); default: that of dataset.json')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, { from, tz, json }: { from: string; tz?: string; json?: true }) => {
      const csvFile = join(from, 'dictionary.csv');
      const csv = await bytesOf(csvFile, 'name a drop that has a dictionary.csv');
      const timeZone = tz ?? (await zoneOf(from));
      const folder = join(context.home, 'dictionaries');
      const state = await createDictionary(folder, dictionary, { csv, csvFile, timeZone });
      const path = join(folder, dictionary);
      process.stdout.write(
        json
          ? `${JSON.stringify({ dictionary, folder: path, timeZone, state })}\n`
          : `${path} ${state === 'created' ? 'made' : 'is there already, the same'}, days cut in ${timeZone}\nnext: npx daybreak load ${dictionary} ${from}\n`,
      );
    });
}

async function zoneOf(drop: string): Promise<string> {
  const file = join(drop, 'dataset.json');
  const advice = 'give the zone with --tz, for example --tz Europe/Amsterdam';
  const text = new TextDecoder().decode(await bytesOf(file, advice));
  let zone: string | undefined;
  try {
    zone = dataset.parse(JSON.parse(text)).time_zone;
  } catch (cause) {
    throw new DaybreakError('DROP_UNREADABLE', `${file} is no JSON object with a time_zone`, advice, cause);
  }
  if (zone === undefined) throw new DaybreakError('DROP_UNREADABLE', `${file} has no time_zone`, advice);
  return zone;
}

async function bytesOf(file: string, advice: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DaybreakError('DROP_MISSING', `${file} cannot be read`, advice, cause);
  }
}
