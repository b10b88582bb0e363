import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from '../context.ts';
import type { BenchRow } from '../row.ts';
import type { SuiteResult } from '../section.ts';
import { buildOurs } from './build-ours.ts';
import type { CaseName } from './entries.ts';
import { race, type Contender, type Grounds, type Lap, type Race } from './race.ts';
import { costSection, lapSection, ratioSection, type Heat } from './race-sections.ts';
import { generatedTrack, realTracks } from './tracks.ts';

interface EngineScale {
  readonly ids: number;
  /** Spark takes minutes where the others take seconds: it runs on fewer ids, against Daybreak on as few. */
  readonly sparkIds: number;
  readonly realEntries: number;
  readonly rounds: number;
  /** Compare every n-th line of the outputs. */
  readonly every: number;
  readonly timeoutMs: number;
}

const SCALES: Readonly<Record<BenchContext['size'], EngineScale>> = {
  small: { ids: 10_000, sparkIds: 2_000, realEntries: 200_000, rounds: 1, every: 1, timeoutMs: 300_000 },
  full: { ids: 200_000, sparkIds: 20_000, realEntries: 2_000_000, rounds: 3, every: 20, timeoutMs: 600_000 },
};

const CASE_NAMES: readonly CaseName[] = ['T1', 'T2'];
const METRICS = ['wall', 'cpu', 'memory'] as const;

/** Daybreak's engine and its peers side by side: T1 and T2, whole process and compute only, generated and real entries. */
export async function benchEngine({ size, threads, folder, packages, drops, say }: BenchContext): Promise<SuiteResult> {
  const scale = SCALES[size];
  if (packages.python === undefined)
    throw new Error('The engine bench needs Python 3 to measure processes: install it.');
  mkdirSync(folder, { recursive: true });
  const ours = await buildOurs(join(folder, 'built'));
  const grounds: Grounds = { python: packages.python, ours, folder, threads, timeoutMs: scale.timeoutMs, say };
  const quick = (['duckdb', 'polars'] as const).filter((peer) => packages.versions.has(peer));
  const spark = packages.versions.has('pyspark') ? (['pyspark'] as const) : [];

  say('writing the entries');
  const large = await generatedTrack(scale.ids, folder);
  const small = await generatedTrack(scale.sparkIds, folder);
  const real = await realTracks(drops, scale.realEntries, folder);
  const base = { rounds: scale.rounds, trial: scale.rounds > 1, every: scale.every, computeOnly: false };
  const once = { rounds: 1, trial: false, every: 1 };
  const heats: Heat[] = [];
  const run = async (plan: Race, kind: Heat['kind']): Promise<void> => {
    heats.push({ kind, case: plan.case, track: plan.track, laps: await race(plan, grounds) });
  };
  for (const name of CASE_NAMES) {
    const contenders: Contender[] = ['daybreak', 'daybreak-night', 'daybreak-parquet', ...quick];
    await run({ ...base, track: large, case: name, contenders }, 'whole');
    await run(
      { ...base, track: large, case: name, contenders: ['daybreak', ...quick], computeOnly: true, trial: false },
      'compute',
    );
    await run({ ...base, track: small, case: name, contenders: ['daybreak', ...spark], ...once }, 'spark');
    for (const track of real) {
      await run({ ...base, track, case: name, contenders: [...contenders, ...spark], ...once }, 'real');
    }
  }
  const rows = CASE_NAMES.flatMap((name) => rowsOf(name, heats, [...quick, ...spark]));
  return { rows, sections: [ratioSection(rows, large, small), lapSection(heats), costSection(heats)] };
}

/** The peer's over ours, with the ratio on real data beside each generated one. */
function rowsOf(name: CaseName, heats: readonly Heat[], peers: readonly Contender[]): BenchRow[] {
  const mine = heats.filter((heat) => heat.case === name);
  return peers.flatMap((peer) => {
    const main = mine.find(({ kind }) => kind === (peer === 'pyspark' ? 'spark' : 'whole'));
    const compute = mine.find(({ kind }) => kind === 'compute');
    const real = mine.filter(({ kind }) => kind === 'real');
    if (!main?.laps.has(peer)) return [];
    const rows = METRICS.map((metric) => ({
      ...ratioRow(name, peer, metric, main, 'daybreak', (lap) => amount(lap, metric)),
      real: Object.fromEntries(
        real.map((heat) => [heat.track.name, ratio(heat, peer, 'daybreak', (lap) => amount(lap, metric))]),
      ),
    }));
    if (peer === 'pyspark') return rows;
    return [
      ...rows,
      ...(['night', 'parquet'] as const).flatMap((form) =>
        METRICS.map((metric) =>
          ratioRow(`${name}-${form}`, peer, metric, main, `daybreak-${form}`, (lap) => amount(lap, metric)),
        ),
      ),
      ...(compute?.laps.has(peer) === true
        ? [ratioRow(`${name}-compute`, peer, 'wall', compute, 'daybreak', ({ computeMs }) => computeMs)]
        : []),
    ];
  });
}

function ratioRow(
  name: string,
  peer: Contender,
  metric: (typeof METRICS)[number],
  heat: Heat,
  ours: Contender,
  of: (lap: Lap) => number,
): BenchRow {
  return { suite: 'engine', case: name, peer, metric, ratio: ratio(heat, peer, ours, of) };
}

function ratio({ laps }: Heat, peer: Contender, ours: Contender, of: (lap: Lap) => number): number {
  const [theirs, mine] = [laps.get(peer), laps.get(ours)];
  return theirs === undefined || mine === undefined ? Number.NaN : of(theirs) / of(mine);
}

const amount = (lap: Lap, metric: (typeof METRICS)[number]): number =>
  metric === 'wall' ? lap.wallMs : metric === 'cpu' ? lap.cpuMs : lap.peakBytes;
