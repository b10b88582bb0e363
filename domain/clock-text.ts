/** `2026-03-02 04:00 Europe/Amsterdam`, the clock time of a moment in milliseconds since 1970; in UTC where no zone is known. */
export const clockText = (ms: number, timeZone = 'UTC'): string => `${clockTime(ms, timeZone)} ${timeZone}`;

/** The same without its zone; `medium` has seconds. */
export function clockTime(ms: number, timeZone: string, timeStyle: 'short' | 'medium' = 'short'): string {
  const key = `${timeZone} ${timeStyle}`;
  const clock = clocks.get(key) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle });
  clocks.set(key, clock);
  return clock.format(ms);
}

/** A clock takes longer to make than to read, and a night that runs is read with every shard. */
const clocks = new Map<string, Intl.DateTimeFormat>();
