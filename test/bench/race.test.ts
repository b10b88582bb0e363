import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { race, type Contender, type Grounds } from '../../bench/engine/race.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybreak-race-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Stands for the measuring Python: writes the output that the program would write, and ends as `fails` says by a word of its command. */
function groundsWhere(fails: string, said: string[]): Grounds {
  const python = join(folder, 'measure');
  const program = `#!${process.execPath}
const words = process.argv.slice(2);
const code = words.includes(${JSON.stringify(fails)}) ? 1 : 0;
if (code === 0) require('node:fs').writeFileSync(words[words.indexOf('--out') + 1], '0 1:1\\n');
else console.error('out of memory');
console.log(JSON.stringify({ wallMs: 1, cpuMs: 1, peakBytes: 1, code, out: '{"computeMs":1}' }));
`;
  writeFileSync(python, program, { mode: 0o755 });
  return { python, ours: 'ours.ts', folder, threads: 1, timeoutMs: 60_000, say: (line) => said.push(line) };
}

const planOf = (contenders: readonly Contender[]) => ({
  track: { name: 'tiny', parquet: 'tiny.parquet', store: 'tiny.store', entries: 1 },
  case: 'T1' as const,
  contenders,
  rounds: 1,
  trial: false,
  every: 1,
  computeOnly: false,
});

it('goes on without a contender that fails, and says so', async () => {
  const said: string[] = [];
  const laps = await race(planOf(['daybreak', 'daybreak-parquet', 'duckdb']), groundsWhere('parquet', said));
  expect([...laps.keys()]).toEqual(['daybreak', 'duckdb']);
  expect(said[1]).toMatch(/^T1 tiny daybreak-parquet is left out: .*out of memory$/);
});

it('ends when Daybreak itself fails, whose output the others are held against, and says why', async () => {
  await expect(race(planOf(['daybreak', 'duckdb']), groundsWhere('store', []))).rejects.toThrow(
    /^T1 tiny daybreak itself failed.*out of memory$/,
  );
});

it('does not count a trial, after which a program that failed in it is left out', async () => {
  const said: string[] = [];
  const plan = { ...planOf(['daybreak', 'daybreak-parquet', 'duckdb']), rounds: 2, trial: true };
  const laps = await race(plan, groundsWhere('parquet', said));
  expect([...laps].map(([contender, { rounds }]) => [contender, rounds])).toEqual([
    ['daybreak', 2],
    ['duckdb', 2],
  ]);
  expect(said.filter((line) => line.includes(', trial: '))).toHaveLength(2);
  expect(said).toHaveLength(1 + 3 * 2);
});
