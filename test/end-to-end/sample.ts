import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { generateSample, SAMPLE_RUN_DATE } from '../../dictionaries/sample/generate.ts';
import { seededOrder } from './random.ts';

export const SAMPLE_DATE = SAMPLE_RUN_DATE;
const FOLDER = join(import.meta.dirname, '../../dictionaries/sample');

/** The sample's dictionary with its models in a home, and a small drop of it, whose folder is given; nothing is loaded. */
export async function placeSample(home: string, opportunities = 150): Promise<string> {
  const target = join(home, 'dictionaries', 'sample');
  await mkdir(target, { recursive: true });
  for (const name of ['dictionary.csv', 'settings.yaml', 'models']) {
    await cp(join(FOLDER, name), join(target, name), { recursive: true });
  }
  const folder = join(home, 'drop');
  await generateSample({ folder, seed: 7, opportunities });
  return folder;
}

/** The same drop with the lines of each table in another order and every twentieth delivered twice, as plain CSV. */
export async function shuffled(drop: string, target: string, seed: number): Promise<string> {
  await mkdir(target, { recursive: true });
  for (const table of ['events', 'entities', 'links', 'labels']) {
    const text = gunzipSync(await readFile(join(drop, `${table}.csv.gz`))).toString();
    const [header = '', ...lines] = text.trimEnd().split('\n');
    const again = lines.filter((_, i) => i % 20 === 0);
    await writeFile(
      join(target, `${table}.csv`),
      `${[header, ...seededOrder([...lines, ...again], seed)].join('\n')}\n`,
    );
  }
  return target;
}
