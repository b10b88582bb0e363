import { dayOfDate } from '../domain/run-date.ts';
import type { NightRequest } from '../domain/night.ts';
import type { Verb } from './verb.ts';

export interface NightPlan {
  readonly timeZone: string;
  readonly sources: readonly { readonly name: string; readonly drop: string | undefined }[];
  /** Milliseconds since 1970; undefined without a deadline, and for a run date before today. */
  readonly deadlineMs: number | undefined;
}

/** What a night has to wait for, and until when the scores are wanted. The clock decides only this. */
export const planNight: Verb<NightRequest, NightPlan> =
  (ports) =>
  async ({ dictionary, date }) => {
    const { settings } = await ports.dictionaries.read(dictionary);
    const calendar = ports.calendar(settings.time_zone);
    const past = dayOfDate(date) < calendar.dayOf(ports.now());
    return {
      timeZone: settings.time_zone,
      sources: past ? [] : settings.sources.map(({ name, drop }) => ({ name, drop })),
      deadlineMs:
        past || settings.deadline === undefined
          ? undefined
          : deadlineMs(calendar.midnight(dayOfDate(date)), settings.deadline),
    };
  };

const deadlineMs = (midnightUs: number, wallClock: string): number => {
  const [hours = 0, minutes = 0] = wallClock.split(':').map(Number);
  return midnightUs / 1000 + (hours * 60 + minutes) * 60_000;
};
