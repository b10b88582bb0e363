import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../../dictionaries/sample/generate.ts';
import { inScratch, readTable } from './drop-tables.ts';

const FILES = ['events.csv.gz', 'entities.csv.gz', 'links.csv.gz', 'labels.csv.gz', 'dataset.json'];
const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const fingerprint = (folder: string): string[] =>
  FILES.map((file) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex'),
  );

const generated = (seed: number, opportunities: number): Promise<string[]> =>
  inScratch(async (folder) => {
    await generateSample({ folder, seed, opportunities });
    return fingerprint(folder);
  });

/** Runs the generator as a person would, and gives its exit code and standard output. */
async function command(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string }> {
  const script = join(root, 'dictionaries/sample/generate.ts');
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    return { code: 0, out: stdout };
  } catch (failed) {
    return { code: (failed as { code: number }).code, out: '' };
  }
}

describe('the sample’s generator', () => {
  it('gives the same bytes for the same seed, in whatever time zone the machine is', async () => {
    const here = await generated(11, 40);
    expect(await generated(11, 40)).toEqual(here);
    for (const TZ of ['America/New_York', 'Pacific/Kiritimati']) {
      const there = await inScratch(async (folder) => {
        expect((await command([folder, '--seed', '11', '--opportunities', '40'], { TZ })).code).toBe(0);
        return fingerprint(folder);
      });
      expect(there).toEqual(here);
    }
  });

  it('gives other rows for another seed', async () => {
    const [one, two] = [await generated(1, 40), await generated(2, 40)];
    for (const place of [0, 1, 2, 3]) expect(one[place]).not.toBe(two[place]);
  });

  it('replaces an earlier drop in the same folder', () =>
    inScratch(async (folder) => {
      await generateSample({ folder, seed: 1, opportunities: 60 });
      await generateSample({ folder, seed: 2, opportunities: 40 });
      expect(fingerprint(folder)).toEqual(await generated(2, 40));
    }));

  it('keeps every opportunity as it is when there are more of them', () =>
    inScratch(async (folder) => {
      const eventsOf = async (opportunities: number): Promise<string[]> => {
        await generateSample({ folder, seed: 4, opportunities });
        const own = readTable(folder, 'events').filter(({ event_id }) => Number(event_id?.split('-')[1]) <= 20);
        return own.map((row) => JSON.stringify(row));
      };
      expect((await eventsOf(50)).slice(0, 200)).toEqual((await eventsOf(20)).slice(0, 200));
    }));

  it('counts what it wrote', () =>
    inScratch(async (folder) => {
      const counts = await generateSample({ folder, seed: 3, opportunities: 50 });
      for (const table of ['events', 'entities', 'links', 'labels'] as const) {
        expect(readTable(folder, table)).toHaveLength(counts[table]);
      }
      const ids = (type: string): number =>
        new Set(
          readTable(folder, 'entities')
            .filter((row) => row['entity_type'] === type)
            .map((row) => row['entity_id']),
        ).size;
      expect([ids('opportunity'), ids('user'), ids('phone'), ids('salesperson')]).toEqual([
        counts.opportunities,
        counts.users,
        counts.phones,
        counts.salespeople,
      ]);
    }));

  it('fails, and does not wait for ever, when a file cannot be written', () =>
    inScratch(async (folder) => {
      await generateSample({ folder, seed: 1, opportunities: 10 });
      await rm(join(folder, 'events.csv.gz'));
      await mkdir(join(folder, 'events.csv.gz'));
      await expect(generateSample({ folder, seed: 1, opportunities: 400 })).rejects.toThrow(/EISDIR/);
      expect(existsSync(join(folder, 'dataset.json')), 'a broken drop does not look whole').toBe(false);
    }));

  it('says how it is used when it is used wrongly', async () => {
    expect((await command([])).code).toBe(2);
    expect((await command(['somewhere', '--seed', 'x'])).code).toBe(2);
    expect((await command(['somewhere', '--sed=4'])).code).toBe(2);
  });
});
