import { dateOfDay, type RunDate } from '../domain/run-date.ts';
import type { Verb } from './verb.ts';

export interface DateAtTask {
  readonly dictionary: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** The date in a dictionary's time zone at an instant: the run date of a night that is due then. */
export const dateAt: Verb<DateAtTask, RunDate> =
  (ports) =>
  async ({ dictionary, atMs }) => {
    const { settings } = await ports.dictionaries.read(dictionary);
    return dateOfDay(ports.calendar(settings.time_zone).dayOf(atMs * 1000));
  };
