import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compareScores } from '../../activities/report/compare-scores.ts';
import { scoresPath } from '../../activities/run-files.ts';
import { csvLine } from '../../domain/csv-line.ts';
import { runDate } from '../../domain/run-date.ts';
import { saltOf } from '../../domain/salt.ts';
import { openLocalBlobs } from '../../stores/local/blob-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'daybreak-scores-'));
const blobs = openLocalBlobs({ folder });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [BEFORE, NOW] = ['2026-03-01', '2026-03-02'].map((date) => ({ dictionary: 'tiny', date: runDate(date), run: 1 }));
type Scores = ReadonlyMap<string, number>;

/** As score-model.ts writes them: in the order of the store. */
async function write(run: typeof BEFORE, scores: Scores): Promise<void> {
  const bytes = (id: string): Buffer => Buffer.from(id);
  const ordered = [...scores].sort(([a], [b]) => saltOf(a) - saltOf(b) || Buffer.compare(bytes(a), bytes(b)));
  const lines = ordered.map(([id, score]) => csvLine([id, String(score), '7']));
  const text = [csvLine(['entity_id', 'score', 'other']), ...lines].join('');
  await blobs.write(scoresPath(run!, 'win'), new TextEncoder().encode(text));
}

async function compare(now: Scores, before: Scores | undefined) {
  await write(NOW, now);
  if (before) await write(BEFORE, before);
  const earlier = before && { run: BEFORE!, sameModels: true };
  return compareScores(blobs, NOW!, { name: 'win', output: 'score' }, earlier, () => undefined);
}

const id = fc.oneof(fc.stringMatching(/^O-[0-9]{1,3}$/), fc.constantFrom('a,"b"', '😀', '￿', 'ﬀ', '商机-1'));
const score = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -1, max: 1, noNaN: true }).map((n) => Math.fround(n) + 0),
); // no minus 0
const scores = fc.array(fc.tuple(id, score), { maxLength: 60 }).map((pairs) => new Map(pairs));

describe('two nights of a model', () => {
  it('are compared as a plain reading of both says', async () => {
    await fc.assert(
      fc.asyncProperty(scores, scores, async (now, before) => {
        const { scores: spread, movers } = await compare(now, before);
        const both = [...now.keys()].filter((key) => before.has(key));
        expect(spread.compared).toMatchObject({
          ...{ both: both.length, entered: now.size - both.length, left: before.size - both.length },
          count: before.size,
        });
        expect(spread).toMatchObject({ count: now.size, withoutNumber: 0 });
        for (const { from, to, count, before: earlier } of spread.bins) {
          const last = to === spread.bins.at(-1)?.to;
          const within = (n: number): boolean => from <= n && (n < to || (last && n <= to));
          expect([count, earlier]).toEqual([
            [...now.values()].filter(within).length,
            [...before.values()].filter(within).length,
          ]);
        }
        const change = (key: string): number => now.get(key)! - before.get(key)!;
        const best = (sign: 1 | -1): number[] =>
          both
            .map((key) => sign * change(key))
            .filter((n) => n > 0)
            .sort((a, b) => b - a)
            .slice(0, 5);
        const found = movers.map((mover) => mover.now - mover.before);
        expect(found).toEqual([...best(1), ...best(-1).map((n) => -n)]);
        for (const mover of movers) {
          expect([mover.now, mover.before]).toEqual([now.get(mover.opportunityId), before.get(mover.opportunityId)]);
          const rank = (all: Scores, own: number): number => 1 + [...all.values()].filter((n) => n > own).length;
          expect([mover.rankNow, mover.rankBefore]).toEqual([rank(now, mover.now), rank(before, mover.before)]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('have bins of round borders that leave nobody out', async () => {
    const now = new Map(Array.from({ length: 101 }, (_, i) => [`O-${i}`, i / 100]));
    const { scores: spread } = await compare(now, undefined);
    expect(spread.bins.slice(0, 2)).toEqual([
      { from: 0, to: 0.05, count: 5 },
      { from: 0.05, to: 0.1, count: 5 },
    ]);
    expect(spread.bins.reduce((sum, { count }) => sum + count, 0)).toBe(101);
    expect(spread.mean).toBeCloseTo(0.5, 10);
  });
});

describe('a model alone', () => {
  it('has one bin when every score is the same, and nobody moved', async () => {
    const { scores: spread, movers } = await compare(new Map([['O-1', 3], ['O-2', 3]]), undefined); // prettier-ignore
    expect(spread).toEqual({
      ...{ model: 'win', output: 'score', count: 2, withoutNumber: 0, mean: 3 },
      bins: [{ from: 3, to: 3, count: 2 }],
    });
    expect(movers).toEqual([]);
  });

  it('may have nobody to score, or scores that are no numbers', async () => {
    const none = await compare(new Map(), undefined);
    expect(none.scores).toMatchObject({ count: 0, mean: 0, bins: [] });
    const odd = await compare(new Map([['O-1', Number.NaN], ['O-2', 1]]), new Map([['O-1', 1]])); // prettier-ignore
    expect(odd.scores).toMatchObject({ count: 1, withoutNumber: 1, compared: { both: 1, entered: 1, left: 0 } });
    expect(odd.movers).toEqual([]);
  });
});
