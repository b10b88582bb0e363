import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShared, sayNotTested, SHARED } from '../shared.ts';
import { newHome, removeHome, succeed } from './daybreak.ts';

/** Every set, run date and zone that the reference has expected rows for, through the commands that a user has. */
const NIGHTS = [
  { set: 'bpi2012', dates: ['2011-11-06', '2012-01-15'], zone: undefined },
  { set: 'bpi2012', dates: ['2011-11-13'], zone: 'America/Los_Angeles' },
  { set: 'online_retail', dates: ['2010-04-12', '2010-11-08'], zone: undefined },
  { set: 'online_retail', dates: ['2010-10-11'], zone: 'Australia/Sydney' },
  { set: 'bpi2012_messy', dates: ['2012-01-15'], zone: undefined },
];

const MODELS: Record<string, string> = { bpi2012: '2012-01-15', online_retail: '2010-11-08' };

const run = promisify(execFile);

describe.runIf(hasShared)('conformance with the reference', () => {
  let home: string;
  beforeAll(async () => {
    home = await newHome();
    await mkdir(join(home, 'dictionaries'));
    await succeed(home, 'up');
  });
  afterAll(async () => {
    await succeed(home, 'down');
    await removeHome(home);
  });

  describe.each(NIGHTS)('$set $zone', ({ set, dates, zone }) => {
    const dictionary = zone === undefined ? set : `${set}_${zone.replace(/\W/g, '_')}`;
    const drop = join(SHARED, 'data', set);
    const model = zone === undefined ? MODELS[set] : undefined;

    beforeAll(async () => {
      await succeed(home, 'init', dictionary, '--from', drop, ...(zone === undefined ? [] : ['--tz', zone]));
      if (model !== undefined) await copyModel(home, dictionary, set);
      await succeed(home, 'load', dictionary, drop);
    });

    it.each(dates)('%s gives the rows of the reference', async (date) => {
      const population = join(home, `${dictionary}-${date}.ids`);
      await writeFile(population, (await labelledAt(drop, date)).map((id) => `${id}\n`).join(''));
      await succeed(home, 'night', dictionary, '--date', date, '--population', population);

      const ours = join(home, `${dictionary}-${date}.csv`);
      await writeFile(
        ours,
        await succeed(home, 'features', dictionary, '--date', date, '--format', 'csv', '--kind', 'derived,agg'),
      );
      const expected = join(
        SHARED,
        'conformance/expected',
        set,
        `${date}${zone === undefined ? '' : `.${zone.replace('/', '_')}`}.csv.gz`,
      );
      const { stdout } = await run('python3', [join(SHARED, 'conformance/compare.py'), ours, expected], {
        maxBuffer: 1 << 26,
      }).catch((error: unknown) => error as { stdout: string });
      expect(stdout).toMatch(/: 0 missing, 0 extra, 0 different, 0 twice/);
    });

    it.runIf(model)('scores equal the stored ones', async () => {
      const leads = JSON.parse(
        await succeed(home, 'leads', dictionary, '--date', String(model), '--top', '100000', '--json'),
      ) as {
        opportunityId: string;
        scores: number[];
      }[];
      const ours = new Map(leads.map(({ opportunityId, scores }) => [opportunityId, scores[0] ?? Number.NaN]));
      const stored = (await readFile(join(SHARED, 'models', set, `scores_${String(model)}.csv`), 'utf8'))
        .trim()
        .split('\n')
        .slice(1);
      expect(ours.size).toBe(stored.length);
      for (const line of stored) {
        const [id = '', score] = line.split(',');
        expect(Math.abs((ours.get(id) ?? Number.NaN) - Number(score)), id).toBeLessThan(1e-6);
      }
    });
  });
});

sayNotTested();

async function copyModel(home: string, dictionary: string, set: string): Promise<void> {
  const folder = join(home, 'dictionaries', dictionary, 'models', 'reference');
  await mkdir(folder, { recursive: true });
  for (const file of ['manifest.json', 'model.onnx']) await cp(join(SHARED, 'models', set, file), join(folder, file));
}

/** The opportunities with a label at a run date. */
async function labelledAt(drop: string, date: string): Promise<string[]> {
  const ids = new Set<string>();
  const lines = createInterface({ input: createReadStream(join(drop, 'labels.csv.gz')).pipe(createGunzip()) });
  for await (const line of lines) {
    const [, id = '', asOf] = line.split(',');
    if (asOf === date) ids.add(id);
  }
  return [...ids];
}
