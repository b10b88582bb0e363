/**
 * Why a row was computed: new, late, corrected or removed data, or another version or link; a value crosses the edge of a window, or a version
 * or link begins or ends; an id that the night before did not have; other dictionary rows; rows made by other code; no earlier night that could
 * be used; asked for; or its row lies in a file of which few rows are left; or a decision under the deadline took the place of computing it.
 */
export const REASONS = [
  'changed',
  'due',
  'newId',
  'dictionary',
  'otherCode',
  'noNight',
  'full',
  'gathered',
  'decided',
] as const;
export type Reason = (typeof REASONS)[number];

/** Said of rows. */
export const REASON_TEXTS: Readonly<Record<Reason, string>> = {
  changed: 'with changed data',
  due: 'due by date',
  newId: 'of new ids',
  dictionary: 'of another dictionary',
  otherCode: 'made by other code before',
  noNight: 'without an earlier night',
  full: 'by --full',
  gathered: 'to keep files few',
  decided: 'as decided under the deadline',
};

/** How many rows a night took over from the last sealed one, and how many it computed, by reason. */
export interface NightWork {
  readonly reused: number;
  readonly computed: Readonly<Partial<Record<Reason, number>>>;
}

/** From the counts of receipts, where every reason is a key beside others. */
export function workOf(counts: Readonly<Record<string, number>>): NightWork {
  const computed = REASONS.flatMap((reason) => {
    const rows = counts[reason] ?? 0;
    return rows > 0 ? [[reason, rows] as const] : [];
  });
  return { reused: counts['reused'] ?? 0, computed: Object.fromEntries(computed) };
}
