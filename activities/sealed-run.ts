import { DaybreakError } from '../domain/errors.ts';
import type { NightRun } from '../domain/night.ts';
import { readManifest, readThinned } from './check-sealed.ts';
import type { Ports } from './ports.ts';

/** The run of a night that counts. @throws DaybreakError NIGHT_MISSING, DICTIONARY_MISSING */
export async function sealedRun(
  ports: Pick<Ports, 'blobs' | 'dictionaries'>,
  { dictionary, date }: Pick<NightRun, 'dictionary' | 'date'>,
): Promise<NightRun> {
  const manifest = await readManifest(ports.blobs, { dictionary, date });
  if (manifest) return { dictionary, date, run: manifest.run };
  // A dictionary that is missing or faulty has its own message.
  await ports.dictionaries.read(dictionary);
  if (await readThinned(ports.blobs, { dictionary, date })) {
    throw new DaybreakError(
      'NIGHT_MISSING',
      `of the night ${dictionary} ${date} only the report is left: \`retain\` removed its files (files.keep_days in settings.yaml)`,
      `make it anew, with the same bytes: npx daybreak replay ${dictionary} --date ${date} --full`,
    );
  }
  throw new DaybreakError(
    'NIGHT_MISSING',
    `the night ${dictionary} ${date} is not sealed`,
    `run it first: npx daybreak night ${dictionary} --date ${date}`,
  );
}
