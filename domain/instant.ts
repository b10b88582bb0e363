/** A moment as whole microseconds since 1970-01-01T00:00Z; every such number below year 2255 is exact in a double. */
export type Instant = number;

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?)$/;

/**
 * ISO 8601 with `Z` or an offset, with or without seconds and fractions; digits beyond microseconds are cut.
 * Undefined for anything else, also for a date that does not exist and for a time without an offset.
 */
export function parseInstant(text: string): Instant | undefined {
  const m = PATTERN.exec(text);
  if (!m) return undefined;
  const [, year, month, day, hour, minute] = m;
  const [h, min, s, offsetMin] = [Number(hour), Number(minute), Number(m[6] ?? 0), Number(m[11] ?? 0)];
  const offsetH = Number(m[10] ?? 0);
  if (h > 23 || min > 59 || s > 59 || offsetH > 23 || offsetMin > 59) return undefined;
  const midnight = Date.parse(`${String(year)}-${String(month)}-${String(day)}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const offset = m[9] === undefined ? 0 : (m[9] === '-' ? -1 : 1) * (offsetH * 60 + offsetMin);
  const seconds = midnight / 1000 + (h * 60 + min - offset) * 60 + s;
  return seconds * 1_000_000 + Number((m[7] ?? '').slice(0, 6).padEnd(6, '0'));
}

/** ISO 8601 in UTC with as many fraction digits as the instant has: none, three or six. */
export function formatInstant(at: Instant): string {
  const micros = ((at % 1_000_000) + 1_000_000) % 1_000_000;
  const text = new Date((at - micros) / 1000).toISOString().slice(0, 19);
  if (micros === 0) return `${text}Z`;
  return micros % 1000 === 0 ? `${text}.${pad(micros / 1000, 3)}Z` : `${text}.${pad(micros, 6)}Z`;
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');
