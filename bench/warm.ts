import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadInto } from '../activities/load/load-partition.ts';
import { nightFolder } from '../domain/night.ts';
import { dateOfDay, dayOfDate, type RunDate } from '../domain/run-date.ts';
import type { BenchContext } from './context.ts';
import type { BenchRow } from './row.ts';
import { warmHome, type NightTimes, type WarmHome } from './warm-home.ts';
import { fillPopulation, FIRST_DATE, NEXT_DATE, populationRows, wakeUp } from './warm-population.ts';

const AWAKE = { '0.1pct': 0.001, '1pct': 0.01, '5pct': 0.05, '10pct': 0.1, '20pct': 0.2, '50pct': 0.5 };
const CASES = [
  ['warm', 'COUNT SUM MAX MIN MEAN STD RANGE', 'functions of T1'],
  ['warm-days', 'COUNT SUM MAX MIN MAXPARTITION MEAN MEDIAN STD RANGE MODE ARGMAX RECENCY', 'functions of T2'],
] as const;
const ROUNDS = 3;
/** So many nights, each after the other: what the first ones have made lies in many files by then. */
const CHAIN = 10;
const OPPORTUNITIES = { small: 2_048, full: 65_536 };

/**
 * A night after a night, with and without taking rows over, in one thread. `wall` and `cpu` are of the stages that make the feature files
 * (compute, aggregate, files); the note says what the whole night gains, and how many rows were taken over.
 */
export async function benchWarm({ size, drops, say }: BenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, functions, what] of CASES) {
    for (const [label, awake] of Object.entries(AWAKE)) {
      if (name === 'warm-days' && label !== '1pct') continue;
      say(`warm nights: ${name}-${label}`);
      const population = { opportunities: OPPORTUNITIES[size], awake, entriesAnId: 117, seed: 1 };
      const pair = await inHome(async (home) => {
        await home.dictionary('bench', populationRows(functions.split(' ')));
        const store = await home.ports.openStore('bench', 'UTC');
        // A night of nobody, so that the day cells that follow count as folded.
        await home.night('bench', '2025-01-01', true);
        await fillPopulation(store, population);
        await home.night('bench', FIRST_DATE, true);
        await wakeUp(store, population);
        return compare(home, 'bench', NEXT_DATE);
      });
      rows.push(...rowsOf(`${name}-${label}`, pair, `generated, ${what}`));
    }
  }
  for (const drop of drops.filter((folder) => existsSync(join(folder, 'dataset.json')))) {
    say(`warm nights: ${basename(drop)}`);
    const [second, last] = await realPairs(drop);
    rows.push(...rowsOf(`warm-${basename(drop)}`, second, 'real data, the night after a full one'));
    rows.push(...rowsOf(`warm-${basename(drop)}-${CHAIN}th`, last, `real data, the ${CHAIN}th of consecutive nights`));
  }
  return rows;
}

interface Pair {
  readonly warm: readonly NightTimes[];
  readonly full: readonly NightTimes[];
}

/** A full collection: before a stage is timed, so that it does not pay for what an earlier one left behind. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  // So many full collections would have V8 drop the code of every stage before the next night runs it again.
  setFlagsFromString('--no-flush-bytecode');
  return runInNewContext('gc') as () => void;
}

async function inHome<T>(work: (home: WarmHome) => Promise<T>): Promise<T> {
  const home = await warmHome(garbageCollector());
  try {
    return await work(home);
  } finally {
    await home.close();
  }
}

/** The same night again and again, now one way, now the other; each is forgotten before the next. */
async function compare(home: WarmHome, name: string, date: RunDate): Promise<Pair> {
  const pair = { warm: [] as NightTimes[], full: [] as NightTimes[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ['warm', 'full'] as const) {
      pair[way].push(await home.night(name, date, way === 'full'));
      await home.ports.blobs.remove(nightFolder({ dictionary: name, date }));
    }
  }
  return pair;
}

/** The second of consecutive nights, of which the first is a full one, and the last of them. */
async function realPairs(drop: string): Promise<readonly [second: Pair, last: Pair]> {
  const dataset = JSON.parse(readFileSync(join(drop, 'dataset.json'), 'utf8')) as {
    time_zone: string;
    run_dates: RunDate[];
  };
  const [header, ...rows] = readFileSync(join(drop, 'dictionary.csv'), 'utf8').trim().split('\n');
  const date = dataset.run_dates.at(-1) ?? '';
  return inHome(async (home) => {
    await home.dictionary('real', rows, { time_zone: dataset.time_zone }, header);
    await loadInto(home.ports, { dictionary: 'real', path: drop, until: undefined }, () => undefined);
    const dateOf = (night: number): RunDate => dateOfDay(dayOfDate(date) + night - 1);
    await home.night('real', dateOf(1), true);
    const second = await compare(home, 'real', dateOf(2));
    for (let night = 2; night < CHAIN; night++) await home.night('real', dateOf(night), false);
    return [second, await compare(home, 'real', dateOf(CHAIN))];
  });
}

function rowsOf(name: string, { warm, full }: Pair, what: string): BenchRow[] {
  const ratio = (metric: 'wallMs' | 'cpuMs', stages?: readonly string[]): number => {
    const spent = (nights: readonly NightTimes[]): number => median(nights.map((night) => sum(night[metric], stages)));
    return spent(full) / spent(warm);
  };
  const made = ['compute', 'aggregate', 'files'];
  const counts = warm[0]?.counts ?? {};
  const reused = (counts['compute.reused'] ?? 0) + (counts['aggregate.reused'] ?? 0);
  const all = (counts['compute.rows'] ?? 0) + (counts['aggregate.rows'] ?? 0);
  const note = `${what}; ${((100 * reused) / Math.max(1, all)).toFixed(1)}% of the rows taken over; whole night ${ratio('wallMs').toFixed(1)}x`;
  const parts = made.map((stage) => `${stage} ${ratio('cpuMs', [stage]).toFixed(1)}x`).join(', ');
  return [
    { suite: 'engine', case: name, peer: 'full', metric: 'wall', ratio: ratio('wallMs', made), note },
    { suite: 'engine', case: name, peer: 'full', metric: 'cpu', ratio: ratio('cpuMs', made), note: parts },
  ];
}

const sum = (ms: Readonly<Record<string, number>>, stages: readonly string[] = Object.keys(ms)): number =>
  stages.reduce((total, stage) => total + (ms[stage] ?? 0), 0);

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
