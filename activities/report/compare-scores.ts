import type { ComparedNight, ModelScores, Mover } from '../../domain/model-scores.ts';
import type { NightRun } from '../../domain/night.ts';
import type { Lead } from '../../crm/lead-book.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { scoreBins } from './score-bins.ts';
import { scorePairs, type Leads } from './score-pairs.ts';
import { scoresOf } from '../score/scores.ts';
import { topChanges } from './top-changes.ts';
import type { Beat } from '../verb.ts';

/** Risers and fallers shown, each. */
const MOVERS = 5;
const OPPORTUNITIES_A_BEAT = 10_000;

/** The night to compare with. */
export interface EarlierScores {
  readonly run: NightRun;
  readonly sameModels: boolean;
}

/**
 * The distribution of a model's scores, beside an earlier night's, and the opportunities that moved most. The files are read three
 * times and never held: extremes, then bins and changes, then the ranks of those that moved.
 */
export async function compareScores(
  blobs: BlobStore,
  run: NightRun,
  { name: model, output }: { readonly name: string; readonly output: string },
  earlier: EarlierScores | undefined,
  beat: Beat,
): Promise<{ readonly scores: ModelScores; readonly movers: readonly Mover[] }> {
  const read = (night: NightRun): AsyncIterable<Lead> => beating(scoresOf(blobs, night, model), model, beat);
  const now = (): AsyncIterable<Lead> => read(run);
  const before = (): Leads => (earlier ? read(earlier.run) : []);
  const [own, other] = [await extremes(now()), await extremes(before())];
  const bins = scoreBins(Math.min(own.min, other.min), Math.max(own.max, other.max));
  const changes = topChanges(MOVERS);
  const met = { both: 0, entered: 0, left: 0 };
  for await (const pair of scorePairs(before(), now())) {
    if (Number.isFinite(pair.now)) bins.add(pair.now ?? 0, 0);
    if (Number.isFinite(pair.before)) bins.add(pair.before ?? 0, 1);
    met[pair.before === undefined ? 'entered' : pair.now === undefined ? 'left' : 'both'] += 1;
    changes.add(pair);
  }
  const moved = changes.end();
  const ranksNow = await ranks(
    now(),
    moved.map((change) => change.now),
  );
  const ranksBefore = await ranks(
    before(),
    moved.map((change) => change.before),
  );
  const compared: ComparedNight | undefined = earlier && {
    date: earlier.run.date,
    run: earlier.run.run,
    sameModels: earlier.sameModels,
    count: other.count,
    mean: other.mean,
    ...met,
  };
  const { count, withoutNumber, mean } = own;
  return {
    scores: {
      model,
      output,
      count,
      withoutNumber,
      mean,
      bins: bins.end(compared !== undefined),
      ...(compared ? { compared } : {}),
    },
    movers: moved.map((change, i) => ({
      model,
      ...change,
      rankBefore: ranksBefore[i] ?? 0,
      rankNow: ranksNow[i] ?? 0,
    })),
  };
}

/** The same leads; says every now and then that it is still reading. */
async function* beating(leads: AsyncIterable<Lead>, model: string, beat: Beat): AsyncGenerator<Lead> {
  let read = 0;
  for await (const lead of leads) {
    yield lead;
    read += 1;
    if (read % OPPORTUNITIES_A_BEAT === 0) beat(`${model}: ${read} scores read`);
  }
}

async function extremes(
  leads: Leads,
): Promise<{ min: number; max: number; count: number; withoutNumber: number; mean: number }> {
  let [min, max, count, withoutNumber, sum] = [Infinity, -Infinity, 0, 0, 0];
  for await (const { scores } of leads) {
    const score = scores[0] ?? Number.NaN;
    if (!Number.isFinite(score)) withoutNumber += 1;
    else {
      [min, max] = [Math.min(min, score), Math.max(max, score)];
      count += 1;
      sum += score;
    }
  }
  return { min, max, count, withoutNumber, mean: count === 0 ? 0 : sum / count };
}

/** For each score its rank among all: one more than there are greater ones. */
async function ranks(leads: Leads, scores: readonly number[]): Promise<number[]> {
  const greater = scores.map(() => 0);
  if (scores.length === 0) return [];
  for await (const lead of leads) {
    const score = lead.scores[0] ?? Number.NaN;
    for (const [i, own] of scores.entries()) if (score > own) greater[i] = (greater[i] ?? 0) + 1;
  }
  return greater.map((n) => n + 1);
}
