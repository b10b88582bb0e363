import { expect, it } from 'vitest';
import { matrixOf } from '../../engine/matrix-of-days.ts';
import { compilePlan } from '../../engine/plan.ts';
import { baseFeature } from './dictionary-rows.ts';
import { packedDays } from './packed-days.ts';

const plan = compilePlan([baseFeature({ id: 1, windowDays: [30] })]);
const RUN_DAY = 100;

it('takes room for each entry more and each entity more, and loses none', () => {
  for (const [entities, entries] of [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 3],
    [3, 3],
    [3, 4],
  ] as const) {
    const days = Array.from({ length: entries }, (_, i) => ({
      day: RUN_DAY - 1 - i,
      entries: [[1, 10 + i]] as const,
    }));
    // all entries are of the last entity
    const cells = packedDays(Array.from({ length: entities }, (_, e) => (e === entities - 1 ? days : [])));
    const { firstGroup, start, back, value } = matrixOf(plan, cells, RUN_DAY);
    expect([...firstGroup]).toEqual(Array.from({ length: entities + 1 }, (_, e) => (e === entities ? 1 : 0)));
    expect([...start]).toEqual([0, entries]);
    expect([...back]).toEqual(days.map(({ day }) => RUN_DAY - day));
    expect([...value]).toEqual(days.map(({ entries: [[, x]] }) => x));
  }
});
