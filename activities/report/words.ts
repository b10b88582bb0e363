import { grouped } from '../../domain/counted.ts';

/** `0.4 s`, `12 s`, `3 min 05 s`, `1 h 04 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A span that people plan with, to the minute: `under a minute`, `12 minutes`, `1 h 04 min`. */
export function spare(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return minutes < 48 * 60
    ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
    : `${Math.floor(minutes / 1440)} days`;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `812 B`, `3.4 MB`: powers of a thousand. */
export function size(bytes: number): string {
  let [n, unit] = [bytes, 0];
  while (n >= 1000 && unit < UNITS.length - 1) [n, unit] = [n / 1000, unit + 1];
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** A measured number in as many digits as a person compares: `0.731`, `48`, `12,400`. */
export function measure(n: number): string {
  if (n === 0) return '0';
  if (Math.abs(n) >= 1000) return grouped(Math.round(n));
  return Math.abs(n) < 0.001 ? n.toExponential(1) : String(Number(n.toPrecision(3)));
}

/** The same of numbers that stand under one another: all with as many decimals as the greatest needs for three digits. */
export function alike(numbers: readonly number[]): (n: number) => string {
  const most = Math.max(...numbers.map(Math.abs));
  const decimals = most > 0 ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(most)))) : 0;
  return (n) => n.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** With its sign: `+0.4`, `−12`. */
export const change = (n: number, text = measure): string => (n > 0 ? `+${text(n)}` : n < 0 ? `−${text(-n)}` : text(0));

/** A population stability index, as its limits are said. */
export const psi = (value: number): string => value.toFixed(value < 10 ? 3 : 0);

/** `12%`, and below ten with two digits: `0.31%`. @param share 0 to 1 */
export const percent = (share: number): string => {
  const hundredths = share * 100;
  return `${hundredths >= 10 || hundredths === 0 ? Math.round(hundredths) : Number(hundredths.toPrecision(2))}%`;
};

/** Clock times of a zone, as its people read them. */
export interface Clock {
  /** `05:12` */
  readonly minute: (ms: number) => string;
  /** `05:12:30` */
  readonly second: (ms: number) => string;
  /** `Mon 7 Sep, 05:12` */
  readonly moment: (ms: number) => string;
}

export function clockOf(timeZone: string): Clock {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...options });
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const [minute, second, day] = [
    format(clock),
    format({ ...clock, second: '2-digit' }),
    format({ weekday: 'short', day: 'numeric', month: 'short' }),
  ];
  return {
    minute: (ms) => minute.format(ms),
    second: (ms) => second.format(ms),
    moment: (ms) => `${day.format(ms).replace(',', '')}, ${minute.format(ms)}`,
  };
}

/** `Monday, 7 September 2026` of a run date. */
export const longDate = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'full' }).format(Date.parse(`${date}T00:00:00Z`));

const two = (n: number): string => String(n).padStart(2, '0');
