import { dayOfDate, dateOfDay, type Day } from '../../../domain/run-date.ts';
import { LABELLED_DATES, timeText, type Moment } from './dates.ts';

/** How an opportunity ended and what happened on the way, as the labels need it. */
export interface Outcome {
  readonly id: string;
  readonly created: Moment;
  /** Undefined while it is open. */
  readonly closed: { readonly at: Moment; readonly won: boolean } | undefined;
  /** Days with a call of a minute or longer, ascending; a day may stand twice. */
  readonly long: readonly Day[];
}

const WIN_DAYS = 14;
const REACH_DAYS = 7;

/**
 * Rows of labels.csv for every labelled run date on which the opportunity is open: `label`, signed within 14 days from the run date on, and
 * `reached`, a call of a minute or longer within 7. Each becomes known when its days are over.
 */
export function labelRows({ id, created, closed, long }: Outcome): string[][] {
  return LABELLED_DATES.flatMap((asOf) => {
    const run = dayOfDate(asOf);
    if (created.day >= run || (closed && closed.at.day < run)) return [];
    const within = (day: Day, days: number): boolean => day >= run && day < run + days;
    const won = closed?.won === true && within(closed.at.day, WIN_DAYS);
    const reached = long.some((day) => within(day, REACH_DAYS));
    return [row(id, run, won, WIN_DAYS, 'label'), row(id, run, reached, REACH_DAYS, 'reached')];
  });
}

const row = (id: string, run: Day, label: boolean, days: number, name: string): string[] => [
  'opportunity',
  id,
  dateOfDay(run),
  label ? '1' : '0',
  timeText({ day: run + days, second: 0 }),
  name,
];
