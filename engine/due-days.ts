import type { Day } from '../domain/run-date.ts';
import type { Matrix } from './matrix.ts';
import type { BasePlan, Plan } from './plan.ts';

/** A due day that never comes. */
export const NEVER: Day = 2 ** 31 - 1;

/**
 * For each entity of a matrix the first run day after `runDay` on which one of its windows holds other entries, if no entry comes or goes:
 * Int32Array[entities], NEVER where it has none. Until that day every derived value stays as it is, but for those that count days
 * (day-slots.ts), which grow by one a day.
 *
 * An entry that is b days back is b + k days back k days later. It leaves a trailing window of w days, and moves from one disjoint window to
 * the next, when b + k = w + 1, so the first edge it meets is that of the shortest window that still holds it. Entries ascend by days back, so
 * of those with the same edge before them the last one is the nearest.
 */
export function dueDays({ bases }: Plan, { entities, firstGroup, base, start, back }: Matrix, runDay: Day): Int32Array {
  const due = new Int32Array(entities).fill(NEVER);
  for (let entity = 0; entity < entities; entity++) {
    for (let g = firstGroup[entity]!; g < firstGroup[entity + 1]!; g++) {
      const days = daysToEdge(bases[base[g]!]!, back, start[g]!, start[g + 1]!);
      if (days < NEVER) due[entity] = Math.min(due[entity]!, runDay + days);
    }
  }
  return due;
}

/** Days until an entry of [from, to) passes the end of a window; NEVER without entries. */
function daysToEdge({ windowEnd }: BasePlan, back: Int32Array, from: number, to: number): number {
  let days = NEVER;
  for (let w = 0, next = from; next < to && w < windowEnd.length; w++) {
    const first = next;
    while (next < to && back[next]! <= windowEnd[w]!) next += 1;
    if (next > first) days = Math.min(days, windowEnd[w]! + 1 - back[next - 1]!);
  }
  return days;
}
