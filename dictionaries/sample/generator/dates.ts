import { dateOfDay, dayOfDate, type Day } from '../../../domain/run-date.ts';

/** Every date of the sample is fixed, so that it is the same whenever and wherever it is made. */
export const TIME_ZONE = 'Asia/Shanghai';

/** Events lie on the 120 days before the last run date. */
export const FIRST_DAY: Day = dayOfDate('2026-05-10');
export const LAST_RUN_DATE = '2026-09-07';
export const END_DAY: Day = dayOfDate(LAST_RUN_DATE);

/** Seven Mondays to train on, one to test on; the labels of each are known before the next part begins. */
export const LABELLED_DATES = [
  '2026-06-15',
  '2026-06-22',
  '2026-06-29',
  '2026-07-06',
  '2026-07-13',
  '2026-07-20',
  '2026-07-27',
  '2026-08-17',
] as const;

/** A moment of the sample: a local date and the second of that date. */
export interface Moment {
  readonly day: Day;
  readonly second: number;
}

/** ISO 8601 with the zone's offset, which has been +08:00 without daylight saving since 1991. */
export const timeText = ({ day, second }: Moment): string =>
  `${dateOfDay(day)}T${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}+08:00`;

/** The same moment some seconds later. */
export function later({ day, second }: Moment, seconds: number): Moment {
  const total = second + seconds;
  return { day: day + Math.floor(total / 86_400), second: total % 86_400 };
}

/** Sales and customers rest at weekends: 1 on Monday to Friday, less on Saturday and Sunday. */
export function weekdayShare(day: Day): number {
  const weekday = (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  return weekday === 0 ? 0.25 : weekday === 6 ? 0.5 : 1;
}

const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
