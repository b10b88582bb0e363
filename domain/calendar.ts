import { DaybreakError } from './errors.ts';
import type { Instant } from './instant.ts';
import type { Day } from './run-date.ts';

/** The dates of one time zone: which local date an instant falls on, and when a local date begins. */
export interface Calendar {
  readonly zone: string;
  /** The local date on which an instant falls. */
  readonly dayOf: (at: Instant) => Day;
  /** The first instant of a local date; where the clocks skip the whole date, the first instant after it. */
  readonly midnight: (day: Day) => Instant;
  /** When the clocks show a time of a local date: the first time where they show it twice, and as much later where they skip it. */
  readonly at: (day: Day, minutes: number) => Instant;
}

const US_A_SECOND = 1_000_000;
const US_A_MINUTE = 60 * US_A_SECOND;
const US_A_DAY = 86_400 * US_A_SECOND;
const US_A_QUARTER = 900 * US_A_SECOND;

/** @throws DaybreakError SETTINGS_INVALID for a zone that the time zone database does not have. */
export function calendarOf(zone: string): Calendar {
  const offsetAt = offsetsOf(zone);
  const quarters = new Map<number, number>();
  const midnights = new Map<Day, Instant>();

  // Clocks shift on quarters of an hour nearly always: a quarter that begins and ends with one offset has it throughout.
  const cachedOffset = (at: Instant): number => {
    const quarter = Math.floor(at / US_A_QUARTER);
    let offset = quarters.get(quarter);
    if (offset === undefined) {
      const start = offsetAt(quarter * US_A_QUARTER);
      offset = start === offsetAt((quarter + 1) * US_A_QUARTER - US_A_SECOND) ? start : Number.NaN;
      if (quarters.size > 200_000) quarters.clear();
      quarters.set(quarter, offset);
    }
    return Number.isNaN(offset) ? offsetAt(at) : offset;
  };
  const dayOf = (at: Instant): Day => Math.floor((at + cachedOffset(at)) / US_A_DAY);

  const midnight = (day: Day): Instant => {
    const known = midnights.get(day);
    if (known !== undefined) return known;
    const nominal = day * US_A_DAY;
    const first = firstInstant(nominal, dayOf, day, offsetAt);
    midnights.set(day, first);
    return first;
  };
  const at = (day: Day, minutes: number): Instant => {
    const nominal = day * US_A_DAY + minutes * US_A_MINUTE;
    const before = nominal - offsetAt(nominal - US_A_DAY);
    const after = nominal - offsetAt(nominal + US_A_DAY);
    return [before, after].find((one) => one + offsetAt(one) === nominal) ?? before;
  };
  return { zone, dayOf, midnight, at };
}

/** The earliest instant whose local date is `day` or later, searched around the date's nominal UTC midnight. */
function firstInstant(
  nominal: Instant,
  dayOf: (at: Instant) => Day,
  day: Day,
  offsetAt: (at: Instant) => number,
): Instant {
  const offsets = [-US_A_DAY, 0, US_A_DAY].map((shift) => offsetAt(nominal + shift));
  const candidates = offsets.map((offset) => nominal - offset).sort((a, b) => a - b);
  for (const at of candidates) {
    if (dayOf(at) === day && dayOf(at - 1) < day) return at;
  }
  // Midnight itself was skipped: the date begins where the clocks jumped.
  let before = Math.min(...candidates) - US_A_DAY;
  let after = Math.max(...candidates) + US_A_DAY;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    // From 2255 on a number of microseconds is not exact, and there may be none between two others.
    if (middle <= before || middle >= after) break;
    if (dayOf(middle) < day) before = middle;
    else after = middle;
  }
  return after;
}

/** Microseconds that local clocks are ahead of UTC at an instant, from the runtime's time zone database. */
function offsetsOf(zone: string): (at: Instant) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `"${zone}" is not a time zone`,
      'write a name of the IANA time zone database, for example Europe/Amsterdam',
      cause,
    );
  }
  return (at) => {
    const second = Math.floor(at / US_A_SECOND) * 1000;
    const part = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, value]));
    const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(part['month']) - 1, Number(part['day']));
    local.setUTCHours(Number(part['hour']), Number(part['minute']), Number(part['second']));
    return (local.getTime() - second) * 1000;
  };
}
