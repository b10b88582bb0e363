import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { matrixWriter } from '../../engine/libsvm-from-matrix.ts';
import type { Plan } from '../../engine/plan.ts';
import type { BenchContext } from '../context.ts';
import { seconds, type Section, type SuiteResult } from '../section.ts';
import { CASES, WINDOWS } from './entries.ts';
import { matrixOfBlock, planOf } from './plan-of.ts';
import { FEATURES, generatedBlocks, type Shape } from './workload.ts';

const DEEPEST = 360;
const ROUNDS = 3;
const USUAL: Shape = { features: FEATURES, fewest: 16, most: 420 };

/** How the kernel's time grows, from entries in memory to LibSVM text in memory, on one thread: nothing but the engine. */
export function benchCosts({ size, say }: BenchContext): Promise<SuiteResult> {
  const ids = size === 'small' ? 2_048 : 20_480;
  const usual = (what: string, plan: Plan): string[] => measured(what, plan, ids, USUAL);
  say('measuring what windows, functions, ids and entries cost');
  const sections: Section[] = [
    section('Cost against windows', 'All twelve functions; windows are trailing and evenly spread over 360 days.', [
      ...[1, 3, 6, 12, 24, 120].map((count) =>
        usual(`${count} windows`, planOf(FEATURES, CASES.T2, evenWindows(count))),
      ),
    ]),
    section('Cost against functions', `Windows of ${WINDOWS.join(', ')} days.`, [
      ...FUNCTION_NAMES.map((name) => usual(name, planOf(FEATURES, [name]))),
      usual('T1: 7 functions', planOf(FEATURES, CASES.T1)),
      usual('T2: 12 functions', planOf(FEATURES, CASES.T2)),
    ]),
    section('Cost against ids', 'T2.', [
      ...[0.25, 1, 4].map((share) => {
        const count = Math.round(ids * share);
        return measured(`${count.toLocaleString('en-US')} ids`, planOf(FEATURES, CASES.T2), count, USUAL);
      }),
    ]),
    section('Cost against entries an id', 'T2, about as many entries in all.', [
      ...[4, 16, 117, 420, 3_000].map((n) =>
        measured(`${n} entries`, planOf(FEATURES, CASES.T2), Math.ceil((ids * 117) / n), {
          features: FEATURES,
          fewest: n,
          most: n,
        }),
      ),
    ]),
    section('Cost against features', 'T2, 16 to 420 entries an id.', [
      ...[10, 100, 1_000, 3_000].map((features) =>
        measured(`${features} base features`, planOf(features, CASES.T2), Math.ceil(ids / 4), { ...USUAL, features }),
      ),
    ]),
  ];
  return Promise.resolve({ rows: [], sections });
}

const section = (title: string, note: string, rows: string[][]): Section => ({
  title,
  notes: [note],
  head: ['', 'million entries', 'million values', 's', 'ns an entry', 'ns a value', 'MB of text'],
  rows,
});

const evenWindows = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round(((i + 1) * DEEPEST) / count));

/** The fastest of a few rounds: what disturbs a round only ever makes it slower. */
function measured(what: string, plan: Plan, ids: number, shape: Shape): string[] {
  let best = Number.POSITIVE_INFINITY;
  let [entries, values, bytes] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const columns = Int32Array.from(plan.names.keys(), (slot) => slot + 1);
    const writer = matrixWriter(plan, columns);
    [entries, bytes] = [0, 0];
    let ms = 0;
    for (const block of generatedBlocks(ids, shape)) {
      const matrix = matrixOfBlock(block, plan.depth);
      const started = performance.now();
      bytes += writer.write(matrix).length;
      ms += performance.now() - started;
      entries += block.value.length;
    }
    values = writer.counts.values;
    best = Math.min(best, ms);
  }
  const each = (count: number): string => ((best * 1e6) / count).toFixed(0);
  const million = (count: number): string => (count / 1e6).toFixed(2);
  return [what, million(entries), million(values), seconds(best), each(entries), each(values), million(bytes)];
}
