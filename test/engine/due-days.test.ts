import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import { daySlots } from '../../engine/day-slots.ts';
import { deriveRows } from '../../engine/derive.ts';
import { dueDays, NEVER } from '../../engine/due-days.ts';
import { gatherRows } from '../../engine/gather-rows.ts';
import { compilePlan } from '../../engine/plan.ts';
import { dailyValues, pooledValues } from './daily-values.ts';
import { baseFeature } from './dictionary-rows.ts';
import type { Daily } from './naive.ts';
import { matrixFrom } from './packed-days.ts';

const rows = [
  baseFeature({ id: 1, name: 'a', windowDays: [1, 3, 7, 40], windowKind: 'trailing', functions: FUNCTION_NAMES }),
  baseFeature({ id: 2, name: 'b', windowDays: [2, 5, 30], windowKind: 'disjoint', functions: FUNCTION_NAMES }),
];
const plan = compilePlan(rows);
const RUN_DAY = 20_000;

/** The entries as a matrix of a later day has them: all further back, without those behind the longest window. */
const daysLater = (bases: readonly (readonly Daily[])[], days: number) =>
  matrixFrom([
    bases.map((entries, base) =>
      entries.flatMap(([back, value]): Daily[] =>
        back + days <= plan.bases[base]!.depth ? [[back + days, value]] : [],
      ),
    ),
  ]);

/** Which window of a base row each entry counts in first. */
const places = (bases: readonly (readonly Daily[])[], days: number): number[] =>
  bases.flatMap((entries, base) =>
    entries.map(([back]) => plan.bases[base]!.windowEnd.findIndex((end) => back + days <= end)),
  );

const entity = fc
  .tuple(fc.oneof(dailyValues, pooledValues), fc.oneof(dailyValues, pooledValues))
  .map((bases) => bases.map((entries, base) => entries.filter(([back]) => back <= plan.bases[base]!.depth)));

describe('dueDays', () => {
  it('is NEVER for an entity without entries, and counts from the run day', () => {
    const matrix = matrixFrom([
      [[], []],
      [[[1, 5]], []],
      [[[2, 5]], [[30, 1]]],
    ]);
    expect([...dueDays(plan, matrix, RUN_DAY)]).toEqual([NEVER, RUN_DAY + 1, RUN_DAY + 1]);
    expect([...dueDays(plan, matrixFrom([[[[4, 5]], [[6, 1]]]]), RUN_DAY)]).toEqual([RUN_DAY + 4]);
  });

  it('is the first day on which a window holds other entries, for any entries', () => {
    fc.assert(
      fc.property(entity, (bases) => {
        const [due = 0] = dueDays(plan, daysLater(bases, 0), RUN_DAY);
        const now = places(bases, 0);
        if (now.length === 0) expect(due).toBe(NEVER);
        else {
          expect(places(bases, due - RUN_DAY - 1)).toEqual(now);
          expect(places(bases, due - RUN_DAY)).not.toEqual(now);
        }
      }),
    );
  });

  it('leaves every value as it is until then, but for days, which grow by one a day: bit by bit', () => {
    fc.assert(
      fc.property(entity, fc.nat(), (bases, choice) => {
        const [due = 0] = dueDays(plan, daysLater(bases, 0), RUN_DAY);
        const days = choice % Math.min(due - RUN_DAY, 50);
        const before = deriveRows(plan, daysLater(bases, 0), ['id']).rows;
        const after = deriveRows(plan, daysLater(bases, days), ['id']).rows;
        expect(gatherRows(['id'], [{ block: before, row: 0, days }], daySlots(plan))).toEqual(after);
      }),
    );
  });
});
