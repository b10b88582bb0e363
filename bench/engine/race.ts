import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CaseName } from './entries.ts';
import { measuredProcess, type Measured } from './measured-process.ts';
import { differenceOf } from './same-libsvm.ts';

/**
 * One program in one of its forms: `daybreak` reads the store's form, and so does `daybreak-night`, which makes rows in between as a night does;
 * `daybreak-parquet` and the peers read the Parquet file.
 */
export type Contender = 'daybreak' | 'daybreak-night' | 'daybreak-parquet' | 'duckdb' | 'polars' | 'pyspark';

export interface Track {
  readonly name: string;
  readonly parquet: string;
  readonly store: string;
  readonly entries: number;
}

export interface Race {
  readonly track: Track;
  readonly case: CaseName;
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** Whether a round goes before them that is not counted: in it the system finds memory for large outputs, and who goes first would pay for all. */
  readonly trial: boolean;
  /** Compare every n-th line of the outputs. */
  readonly every: number;
  readonly computeOnly: boolean;
}

/** Medians over the rounds. `computeMs` is what the program itself took for the work, without its start. */
export interface Lap {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly computeMs: number;
  /** LibSVM numbers written; known for Daybreak only, else 0. */
  readonly values: number;
  readonly rounds: number;
}

export interface Grounds {
  readonly python: string;
  readonly ours: string;
  readonly folder: string;
  readonly threads: number;
  readonly timeoutMs: number;
  readonly say: (line: string) => void;
}

const printedSchema = z.object({ computeMs: z.number(), values: z.number().default(0) });

/**
 * Runs the contenders one after the other, round by round, so that a slow minute of the machine meets all of them. In the first round each
 * output is held against Daybreak's. A peer, or another form of Daybreak, that fails or takes too long is left out, and said so.
 * @throws Error when an output differs: a race between different answers says nothing; and when Daybreak itself fails: it is what all are held against
 */
export async function race(plan: Race, grounds: Grounds): Promise<Map<Contender, Lap>> {
  const laps = new Map<Contender, Measured[]>();
  const out = (contender: Contender): string => join(grounds.folder, `${contender}.libsvm`);
  const running = new Set(plan.contenders);
  const first = plan.trial ? -1 : 0;
  for (let round = first; round < plan.rounds; round++) {
    for (const contender of running) {
      const label = `${plan.case} ${plan.track.name} ${contender}${plan.computeOnly ? ' (compute only)' : ''}`;
      // To empty a file of a gigabyte would be counted as the contender's time.
      rmSync(out(contender), { force: true });
      try {
        const lap = await measuredProcess(
          grounds.python,
          commandOf(contender, plan, grounds, out(contender)),
          grounds.timeoutMs,
        );
        if (round >= 0) laps.set(contender, [...(laps.get(contender) ?? []), lap]);
        grounds.say(
          `${label}${round < 0 ? ', trial' : ''}: ${(lap.wallMs / 1000).toFixed(2)} s, CPU ${(lap.cpuMs / 1000).toFixed(2)} s, ${Math.round(lap.peakBytes / 1e6)} MB`,
        );
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (contender === 'daybreak')
          throw new Error(`${label} itself failed, and is what all are held against: ${why}`, { cause: error });
        running.delete(contender);
        grounds.say(`${label} is left out: ${why}`);
        continue;
      }
      if (plan.computeOnly) continue;
      if (round === first && contender !== 'daybreak') {
        const difference = differenceOf(out('daybreak'), out(contender), plan.every);
        if (difference !== undefined) throw new Error(`${label} gives another answer: ${difference}`);
      }
      if (contender !== 'daybreak') rmSync(out(contender), { force: true });
    }
  }
  rmSync(out('daybreak'), { force: true });
  return new Map([...laps].map(([contender, measured]) => [contender, medians(measured)]));
}

/** What Daybreak's program is told for each of its forms. */
const OUR_FORMS: Readonly<Partial<Record<Contender, readonly string[]>>> = {
  daybreak: ['--form', 'store'],
  'daybreak-night': ['--form', 'store', '--by-rows'],
  'daybreak-parquet': ['--form', 'parquet'],
};

function commandOf(
  contender: Contender,
  { track, case: name, computeOnly }: Race,
  grounds: Grounds,
  out: string,
): string[] {
  const form = OUR_FORMS[contender];
  const script = form
    ? [process.execPath, grounds.ours, ...form]
    : [grounds.python, join(import.meta.dirname, `peers/${contender}_peer.py`)];
  const input = form?.includes('store') ? track.store : track.parquet;
  const task = ['--input', input, '--case', name, '--threads', String(grounds.threads), '--out', out];
  return [...script, ...task, ...(computeOnly ? ['--compute-only'] : [])];
}

function medians(laps: readonly Measured[]): Lap {
  const printed = laps.map((lap) => printedSchema.parse(lap.printed));
  return {
    wallMs: median(laps.map(({ wallMs }) => wallMs)),
    cpuMs: median(laps.map(({ cpuMs }) => cpuMs)),
    peakBytes: median(laps.map(({ peakBytes }) => peakBytes)),
    computeMs: median(printed.map(({ computeMs }) => computeMs)),
    values: printed[0]?.values ?? 0,
    rounds: laps.length,
  };
}

/** The middle one; of an even number the mean of the middle two. NaN for none. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
