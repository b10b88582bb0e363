import { dateOfDay, type RunDate } from '../domain/run-date.ts';
import type { Ports } from './ports.ts';

/** Today's date in a dictionary's time zone, by the wall clock: good for a warning, never for a computation. */
export async function todayOf(ports: Ports, dictionary: string): Promise<{ date: RunDate; zone: string }> {
  const { settings } = await ports.dictionaries.read(dictionary);
  return { date: dateOfDay(ports.calendar(settings.time_zone).dayOf(ports.now())), zone: settings.time_zone };
}
