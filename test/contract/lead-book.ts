import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LeadBook, Lead, PushTarget } from '../../crm/lead-book.ts';
import { compareText } from '../../domain/event-version.ts';

const claim: PushTarget = {
  dictionary: 'sales',
  date: '2026-03-01',
  run: 1,
  scene: 'claim',
  model: 'wins',
  outputs: ['score'],
};
const lead = (opportunityId: string, ...scores: number[]): Lead => ({ opportunityId, scores });

/** What every lead book must do. `open` opens the one that is kept in a folder; opened twice it is the same one. */
export function leadBookContract(name: string, open: (folder: string) => LeadBook): void {
  describe(`${name} is a list of leads`, () => {
    let folder: string;
    let book: LeadBook;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'daybreak-leads-'));
      book = open(folder);
    });
    afterEach(async () => {
      await book.close();
      await rm(folder, { recursive: true });
    });
    const idsOf = async (top = 100): Promise<string[]> =>
      (await book.leads('sales', '2026-03-01', top)).map((l) => l.opportunityId);

    it('has no leads before a push', async () => {
      expect(await book.leads('sales', '2026-03-01', 10)).toEqual([]);
      expect(await book.finish(claim)).toBe(0);
    });

    it('gives back what was pushed, best first by the first output', async () => {
      const target = { ...claim, outputs: ['score', 'amount'] };
      const outcomes = await book.push(target, [lead('a', 0.2, 9), lead('b', 0.9, 1), lead('c', 0.5, 5)]);
      expect(outcomes).toEqual([{ state: 'written' }, { state: 'written' }, { state: 'written' }]);
      const common = { scene: 'claim', model: 'wins', outputs: ['score', 'amount'], run: 1 };
      expect(await book.leads('sales', '2026-03-01', 10)).toEqual([
        { opportunityId: 'b', scores: [0.9, 1], ...common },
        { opportunityId: 'c', scores: [0.5, 5], ...common },
        { opportunityId: 'a', scores: [0.2, 9], ...common },
      ]);
    });

    it('says of each lead which data of other nights it was made from, as the run that pushed it said', async () => {
      const madeFrom = { user: '2026-02-27', phone: null };
      await book.push({ ...claim, madeFrom }, [lead('a', 0.2), lead('b', 0.1)]);
      const fromOf = async () =>
        (await book.leads('sales', '2026-03-01', 10)).map((l) => [l.opportunityId, l.madeFrom]);
      expect(await fromOf()).toEqual([
        ['a', madeFrom],
        ['b', madeFrom],
      ]);
      await book.push({ ...claim, run: 2 }, [lead('a', 0.2)]);
      expect(await fromOf()).toEqual([
        ['a', undefined],
        ['b', madeFrom],
      ]);
      await book.finish({ ...claim, run: 2 });
      await book.push({ ...claim, run: 2, madeFrom: { user: null } }, [lead('a', 0.2)]);
      expect(await fromOf()).toEqual([['a', { user: null }]]);
    });

    it('breaks ties by opportunity id by code point', async () => {
      const ids = ['\u{1F600}', '\uFFFF', 'a', 'B', '10', '9', 'é', 'a\u0000b', 'a b'];
      await book.push(
        claim,
        ids.map((id) => lead(id, 0.5)),
      );
      expect(await idsOf()).toEqual([...ids].sort(compareText));
    });

    it('gives the same order as sorting everything, for any scores and any top', async () => {
      const scores = fc.uniqueArray(
        fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom(-1, 0, 0.25, 0.5, 1)),
        {
          maxLength: 60,
          selector: ([id]) => id,
        },
      );
      let run = 1;
      await fc.assert(
        fc.asyncProperty(scores, fc.integer({ min: 0, max: 70 }), async (pairs, top) => {
          run += 1;
          await book.push(
            { ...claim, run },
            pairs.map(([id, score]) => lead(id, score)),
          );
          await book.finish({ ...claim, run });
          const sorted = [...pairs].sort(([a, x], [b, y]) => y - x || compareText(a, b)).map(([id]) => id);
          expect(await idsOf(top)).toEqual(sorted.slice(0, top));
        }),
        { numRuns: 40 },
      );
    });

    it('keeps only the best where there are many more than asked for', async () => {
      const many = Array.from({ length: 5_000 }, (_, i) => lead(`id-${i}`, ((i * 7919) % 5_000) / 5_000));
      await book.push(claim, many);
      const best = [...many].sort((a, b) => (b.scores[0] ?? 0) - (a.scores[0] ?? 0)).map((l) => l.opportunityId);
      expect(await idsOf(3)).toEqual(best.slice(0, 3));
      expect(await idsOf(4_000)).toEqual(best.slice(0, 4_000));
    });

    it('says same for a lead that is there already, and written for one that changed', async () => {
      await book.push(claim, [lead('a', 0.2), lead('b', 0.9)]);
      expect(await book.push(claim, [lead('a', 0.2), lead('b', 0.8)])).toEqual([
        { state: 'same' },
        { state: 'written' },
      ]);
      expect((await book.leads('sales', '2026-03-01', 1))[0]).toMatchObject({ opportunityId: 'b', scores: [0.8] });
    });

    it('says same when only the run changed, and keeps the lead when that run ends', async () => {
      await book.push(claim, [lead('a', 0.2)]);
      expect(await book.push({ ...claim, run: 2 }, [lead('a', 0.2)])).toEqual([{ state: 'same' }]);
      expect(await book.finish({ ...claim, run: 2 })).toBe(0);
      expect(await book.leads('sales', '2026-03-01', 1)).toMatchObject([{ opportunityId: 'a', run: 2 }]);
    });

    it('says written when the same numbers come under other names of outputs', async () => {
      await book.push(claim, [lead('a', 0.2)]);
      expect(await book.push({ ...claim, run: 2, outputs: ['risk'] }, [lead('a', 0.2)])).toEqual([
        { state: 'written' },
      ]);
      expect(await book.leads('sales', '2026-03-01', 1)).toMatchObject([{ outputs: ['risk'] }]);
    });

    it('keeps the outputs of a lead from the run that pushed it', async () => {
      await book.push(claim, [lead('a', 0.2), lead('b', 0.1)]);
      await book.push({ ...claim, run: 2, outputs: ['score', 'amount'] }, [lead('b', 0.1, 7)]);
      expect(await book.leads('sales', '2026-03-01', 2)).toMatchObject([
        { opportunityId: 'a', scores: [0.2], outputs: ['score'] },
        { opportunityId: 'b', scores: [0.1, 7], outputs: ['score', 'amount'] },
      ]);
    });

    it('takes a score of -0 as 0', async () => {
      await book.push(claim, [lead('a', -0)]);
      expect(await book.push(claim, [lead('a', 0)])).toEqual([{ state: 'same' }]);
      expect(await book.leads('sales', '2026-03-01', 1)).toMatchObject([{ scores: [0] }]);
    });

    it('takes out what an earlier run pushed and this one did not, of this target only', async () => {
      const match = { ...claim, scene: 'match' };
      const otherModel = { ...claim, model: 'wins2' };
      const tomorrow = { ...claim, date: '2026-03-02' };
      const otherDictionary = { ...claim, dictionary: 'sales2' };
      for (const target of [claim, match, otherModel, tomorrow, otherDictionary])
        await book.push(target, [lead('a', 0.2), lead('b', 0.9)]);
      await book.push({ ...claim, run: 2 }, [lead('b', 0.9), lead('c', 0.1)]);
      expect(await book.finish({ ...claim, run: 2 })).toBe(1);
      const places = (await book.leads('sales', '2026-03-01', 9)).map(
        (l) => `${l.scene}/${l.model}/${l.opportunityId}`,
      );
      expect(places).toEqual([
        'claim/wins/b',
        'claim/wins/c',
        'claim/wins2/b',
        'claim/wins2/a',
        'match/wins/b',
        'match/wins/a',
      ]);
      expect(await book.leads('sales', '2026-03-02', 9)).toHaveLength(2);
      expect(await book.leads('sales2', '2026-03-01', 9)).toHaveLength(2);
    });

    it('takes out what earlier runs of the date pushed of scenes and models that the run does not score', async () => {
      const others = [
        { ...claim, scene: 'match' },
        { ...claim, model: 'wins2' },
        { ...claim, scene: 'look' },
        { ...claim, date: '2026-03-02' },
        { ...claim, dictionary: 'sales2' },
        { ...claim, model: 'newer', run: 3 },
      ];
      for (const target of [claim, ...others]) await book.push(target, [lead('a', 0.2), lead('b', 0.9)]);
      await book.push({ ...claim, run: 2 }, [lead('b', 0.9)]);
      const ofRun = [
        { scene: 'claim', model: 'wins' },
        { scene: 'match', model: 'wins' },
      ];
      expect(await book.finish({ ...claim, run: 2 }, ofRun)).toBe(1 + 2 + 2);
      const left = (await book.leads('sales', '2026-03-01', 1)).map(({ scene, model, run }) => [scene, model, run]);
      expect(left).toEqual([
        ['claim', 'newer', 3],
        ['claim', 'wins', 2],
        // The run has it, and has not pushed it yet.
        ['match', 'wins', 1],
      ]);
      expect(await book.leads('sales', '2026-03-02', 9)).toHaveLength(2);
      expect(await book.leads('sales2', '2026-03-01', 9)).toHaveLength(2);
    });

    it('takes everything out when the new run had nothing to push', async () => {
      await book.push(claim, [lead('a', 0.2), lead('b', 0.9)]);
      expect(await book.finish({ ...claim, run: 2 })).toBe(2);
      expect(await idsOf()).toEqual([]);
    });

    it('limits the leads of each scene and model by themselves', async () => {
      for (const scene of ['claim', 'match'])
        await book.push({ ...claim, scene }, [lead('a', 0.2), lead('b', 0.9), lead('c', 0.4)]);
      expect(await idsOf(2)).toEqual(['b', 'c', 'b', 'c']);
      expect(await idsOf(0)).toEqual([]);
    });

    it('refuses bad leads one by one, with the reason, and writes the others', async () => {
      const bad = [
        lead('', 0.5),
        lead('nan', Number.NaN),
        lead('inf', Number.POSITIVE_INFINITY),
        lead('two', 0.1, 0.2),
        lead('none'),
      ];
      const outcomes = await book.push(claim, [...bad, lead('good', 0.5), lead('x'.repeat(5_000), 0.5)]);
      expect(outcomes).toEqual([
        { state: 'refused', reason: 'the opportunity id is empty' },
        { state: 'refused', reason: 'score is NaN' },
        { state: 'refused', reason: 'score is Infinity' },
        { state: 'refused', reason: 'it has 2 scores and the model has 1 outputs' },
        { state: 'refused', reason: 'it has 0 scores and the model has 1 outputs' },
        { state: 'written' },
        { state: 'refused', reason: expect.stringMatching(/^the opportunity id has more than \d+ bytes$/) as string },
      ]);
      expect(await idsOf()).toEqual(['good']);
    });

    it('refuses a lead that a newer run has pushed', async () => {
      await book.push({ ...claim, run: 2 }, [lead('a', 0.9)]);
      const [outcome] = await book.push(claim, [lead('a', 0.2)]);
      expect(outcome).toEqual({ state: 'refused', reason: 'run 2 has pushed it, which is newer than run 1' });
      expect(await book.leads('sales', '2026-03-01', 1)).toMatchObject([{ scores: [0.9], run: 2 }]);
    });

    it('takes a lead twice in one batch as two pushes', async () => {
      expect(await book.push(claim, [lead('a', 0.2), lead('a', 0.3), lead('a', 0.3)])).toMatchObject([
        { state: 'written' },
        { state: 'written' },
        { state: 'same' },
      ]);
      expect(await book.leads('sales', '2026-03-01', 9)).toMatchObject([{ opportunityId: 'a', scores: [0.3] }]);
    });

    it('keeps the leads when it is closed and opened again', async () => {
      await book.push(claim, [lead('a', 1 / 3)]);
      await book.close();
      book = open(folder);
      expect(await book.leads('sales', '2026-03-01', 1)).toMatchObject([{ opportunityId: 'a', scores: [1 / 3] }]);
    });
  });
}
