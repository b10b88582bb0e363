import { join } from 'node:path';
import type { BenchContext } from './context.ts';
import { benchCosts } from './engine/costs.ts';
import { benchEngine } from './engine/bench.ts';
import { benchFormulations } from './engine/formulations.ts';
import { benchText } from './engine/libsvm-text.ts';
import { benchSizes } from './engine/sizes.ts';
import { benchHBase } from './hbase/bench.ts';
import type { BenchRow } from './row.ts';
import { times, type Section, type SuiteResult } from './section.ts';
import { benchScoring } from './scoring/bench.ts';
import { benchWarm } from './warm.ts';

type Part = (context: BenchContext) => Promise<SuiteResult>;

const race: Part = benchEngine;
const warm: Part = async (context) => {
  const rows = await benchWarm(context);
  return { rows, sections: [rowSection('Warm nights against full ones', rows)] };
};
const hbase: Part = async ({ size, say }) => {
  const rows = await benchHBase(size === 'full' ? { say } : { say, rows: 2_000, putRows: 1_000, rounds: 3 });
  return { rows, sections: [rowSection('The HBase client against others', rows)] };
};

/** A suite is run part by part. `engine` is everything that the engine is about; its parts can be asked for alone. */
export const SUITES = {
  engine: [race, warm, benchFormulations, benchCosts, benchText, benchSizes],
  hbase: [hbase],
  scoring: [benchScoring],
  race: [race],
  formulations: [benchFormulations],
  costs: [benchCosts],
  libsvm: [benchText],
  sizes: [benchSizes],
  warm: [warm],
} satisfies Record<string, readonly Part[]>;

export type SuiteName = keyof typeof SUITES;
/** What `npm run bench` runs without a name and docs/benchmarks.md is made of: between them they hold every part but scoring once. */
export const ALL: readonly SuiteName[] = ['engine', 'hbase'];

export const isSuite = (name: string): name is SuiteName => Object.hasOwn(SUITES, name);

/** Runs the suites; one that fails is said so and the others go on. `failed` counts the parts that gave nothing. */
export async function runSuites(
  names: readonly SuiteName[],
  context: BenchContext,
): Promise<SuiteResult & { failed: number }> {
  const results: SuiteResult[] = [];
  let failed = 0;
  for (const [i, part] of names.flatMap((name): readonly Part[] => SUITES[name]).entries()) {
    try {
      results.push(await part({ ...context, folder: join(context.folder, String(i)) }));
    } catch (error) {
      failed += 1;
      context.say(`a part failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { rows: results.flatMap(({ rows }) => rows), sections: results.flatMap(({ sections }) => sections), failed };
}

const rowSection = (title: string, rows: readonly BenchRow[]): Section => ({
  title,
  notes: ['A ratio above 1: Daybreak does better.'],
  head: ['case', 'peer', 'metric', 'ratio', ''],
  rows: rows.map(({ case: name, peer, metric, ratio, note, real = {} }) => {
    const others = Object.entries(real).map(([drop, other]) => `${drop} ${times(other)}`);
    return [name, peer, metric, times(ratio), [...others, ...(note === undefined ? [] : [note])].join('; ')];
  }),
});
