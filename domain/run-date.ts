import { DaybreakError } from './errors.ts';

/** 跑批日期: the date of a night, `YYYY-MM-DD`. A night sees only days before its run date. */
export type RunDate = string;

/** A local calendar date as whole days since 1970-01-01. Differences of days are differences of dates, whatever the clocks did. */
export type Day = number;

const MS_A_DAY = 86_400_000;

/** The day of a date. NaN for a text that is no date, and the day in the next month for one that its month lacks: parseDate refuses both. */
export function dayOfDate(date: RunDate): Day {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Math.round(ms / MS_A_DAY);
}

/** The date of a day, `YYYY-MM-DD`. */
export const dateOfDay = (day: Day): RunDate => new Date(day * MS_A_DAY).toISOString().slice(0, 10);

/** A date that exists in the calendar, or undefined. */
export function parseDate(text: string): RunDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = dayOfDate(text);
  return Number.isNaN(day) || dateOfDay(day) !== text ? undefined : text;
}

/** A run date that a person wrote. @throws DaybreakError USAGE */
export function runDate(text: string): RunDate {
  const date = parseDate(text);
  if (date === undefined) {
    throw new DaybreakError(
      'USAGE',
      `"${text}" is not a date`,
      'write the run date as YYYY-MM-DD, for example 2026-03-01',
    );
  }
  return date;
}
