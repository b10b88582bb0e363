import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { runSeeds } from './seeds.ts';

/** The first five of the seeds that `npm run chaos` takes; between them they kill every process, fill the disk, and have a late source, a slow dimension and a CRM that refuses. */
const SEEDS = [1, 2, 3, 4, 5];

const noPrlimit = ((): string | undefined => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'NOT TESTED: there is no prlimit (util-linux) to fill the disk with';
  }
})();
if (noPrlimit !== undefined) process.stderr.write(`chaos ${noPrlimit}\n`);

it.skipIf(noPrlimit)(
  `nights under random faults end right, or clearly failed and right when asked for again${noPrlimit === undefined ? '' : ` (${noPrlimit})`}`,
  { timeout: 900_000 },
  async () => {
    const said: string[] = [];
    const outcomes = await runSeeds('embedded', SEEDS, { homes: 2, say: (line) => said.push(line) });
    expect(
      outcomes.flatMap(({ problems }) => problems),
      said.join('\n'),
    ).toEqual([]);
    expect(outcomes.map(({ seed }) => seed)).toEqual(SEEDS);
  },
);
