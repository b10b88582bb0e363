import type { Calendar } from '../../domain/calendar.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Day } from '../../domain/run-date.ts';
import { NEVER } from '../../engine/due-days.ts';

/** Run days from which on something counts that lies ahead: Int32Array, NEVER where nothing does. */

/** The first night that sees a day: the next one. */
export const nightAfterDay = (days: Int32Array): Int32Array => days.map((day) => (day < NEVER - 1 ? day + 1 : NEVER));

/** The first night after `runDay` whose midnight lies behind an instant, or an earlier one where clocks went back over midnight. */
export const nightAfter = (instants: Float64Array, { dayOf }: Calendar, runDay: Day): Int32Array =>
  Int32Array.from(instants, (at: Instant) => (at < END ? Math.max(runDay, dayOf(at)) + 1 : NEVER));

/** No night comes this late; dates end before 10000. */
const END = 253_402_300_800_000_000;

/** Keeps the earlier day of each place in `due`. */
export function earliest(due: Int32Array, others: Int32Array): void {
  for (const [i, day] of others.entries()) if (day < (due[i] ?? NEVER)) due[i] = day;
}

/** The later sequence of each place. */
export const laterOf = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => Math.max(x, b[i] ?? 0));
