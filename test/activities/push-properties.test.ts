import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CrmValues } from '../../crm/crm.ts';
import { memoryHome } from './push-home.ts';
import { World, type WorldPlan } from './push-world.ts';

const chance = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });

const plans: fc.Arbitrary<WorldPlan> = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 1, max: 60 }),
  readRows: fc.integer({ min: 1, max: 40 }),
  writeRows: fc.integer({ min: 1, max: 25 }),
  parallel: fc.integer({ min: 1, max: 4 }),
  poison: chance(0.2),
  missing: chance(0.1),
  edits: chance(0.3),
  crashes: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  known: chance(1),
  remakes: fc.constantFrom(0, 0, 0.5),
  troubles: fc.record({
    throttled: chance(0.3),
    failsBefore: chance(0.2),
    failsAfter: chance(0.3),
    locked: chance(0.05),
  }),
  sampled: fc.constantFrom(0, 0.3, 1),
});

/** A lead as it has to be; where people keep both of its numbers its text is not sent alone. */
const right = (wanted: CrmValues | undefined, edits: CrmValues | undefined): CrmValues => ({
  ...(edits && 'score' in edits && 'other' in edits ? {} : wanted),
  ...edits,
});

const nightOf = (day: number): { dictionary: string; date: string; run: number } => ({
  dictionary: 'shop',
  date: `2026-03-0${day}`,
  run: 1,
});

const RUNS = { numRuns: Number(process.env['DAYBREAK_PUSH_RUNS'] ?? 150), seed: 9, endOnFailure: true };

describe('whatever befalls a push', () => {
  it('every healthy lead is right, every bad one a dead letter, edits stand, and nothing is written twice', async () => {
    const home = await memoryHome();
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const world = new World(home, plan);
        await world.push(nightOf(1), 1, true);
        world.spoil();
        const before = new Map(world.crm.records);
        const result = await world.push(nightOf(2), 2);
        const { changed, delivered, edited, dead, suppressed } = result;
        expect([changed, suppressed]).toEqual([plan.rows, 0]);
        expect(delivered + edited + dead).toBe(plan.rows);
        for (const [id, wanted] of world.right) {
          const receipt = await world.receipt(id);
          const bad = world.bad.get(id);
          const edits = world.edited.get(id);
          const present = world.crm.records.get(id);
          expect(world.crm.stored.get(id) ?? 0, `${id} was written too often`).toBeLessThanOrEqual(1 + world.remade);
          if (edits) expect(present, `${id} was edited`).toMatchObject(edits);
          if (bad === undefined) {
            expect(present, id).toMatchObject(right(wanted, edits));
            expect(['delivered', 'edited'], id).toContain(receipt?.state);
          } else if (bad !== 'lie' || plan.sampled === 1) {
            if (edits === undefined)
              expect([receipt?.state, receipt?.reason !== undefined], id).toEqual(['dead', true]);
            if (edits === undefined) expect(present, id).toEqual(before.get(id));
          }
        }
        const poisoned = [...world.bad.keys()].filter((id) => !world.edited.has(id)).length;
        if (plan.sampled === 1) expect(dead).toBeGreaterThanOrEqual(poisoned);
        // The next night, when all is well again.
        for (const id of [...world.crm.poison.keys()]) world.crm.poison.delete(id);
        const strange = new Set<string>();
        for (const id of world.bad.keys()) {
          const { values, edited: kept } = (await world.receipt(id)) ?? {};
          if (!values && !kept) strange.add(id);
        }
        await world.push(nightOf(3), 3, true);
        for (const [id, wanted] of world.right) {
          const bad = world.bad.get(id);
          // Not read back, a value that the CRM never stored looks as if somebody had put the old one back.
          if (bad === 'lie' && plan.sampled < 1) continue;
          // What people wrote where nothing was ever delivered is written over, as the settings say.
          if (strange.has(id) && world.edited.has(id)) continue;
          if (bad === 'missing') expect((await world.receipt(id))?.state).toBe('dead');
          else expect(world.crm.records.get(id), id).toMatchObject(right(wanted, world.edited.get(id)));
        }
      }),
      RUNS,
    );
  }, 300_000);

  it('undoing it restores what stood before, but for what somebody edited since', async () => {
    const home = await memoryHome();
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const world = new World(home, { ...plan, missing: 0, poison: 0 });
        await world.push(nightOf(1), 1, true);
        const before = new Map(world.crm.records);
        await world.push(nightOf(2), 2);
        await world.undo(nightOf(2));
        for (const id of world.ids) {
          const edits = world.edited.get(id);
          expect(world.crm.records.get(id), id).toMatchObject({ ...(edits ? {} : before.get(id)), ...edits });
          expect(world.crm.stored.get(id) ?? 0, `${id} was restored too often`).toBeLessThanOrEqual(1);
          expect(['undone', 'edited'], id).toContain((await world.receipt(id))?.state);
        }
        await world.push(nightOf(2), 2, true);
        for (const [id, wanted] of world.right)
          expect(world.crm.records.get(id), id).toMatchObject(right(wanted, world.edited.get(id)));
      }),
      RUNS,
    );
  }, 300_000);
});
