import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../domain/calendar.ts';
import { parseInstant } from '../../domain/instant.ts';
import { dateOfDay, dayOfDate } from '../../domain/run-date.ts';

const at = (text: string): number => parseInstant(text) ?? Number.NaN;

describe('calendar', () => {
  it('cuts days at local midnight, in summer and in winter', () => {
    const { dayOf, midnight } = calendarOf('Europe/Amsterdam');
    expect(dateOfDay(dayOf(at('2021-05-09T21:59:59.999999Z')))).toBe('2021-05-09');
    expect(dateOfDay(dayOf(at('2021-05-09T22:00:00Z')))).toBe('2021-05-10');
    expect(midnight(dayOfDate('2021-05-10'))).toBe(at('2021-05-09T22:00:00Z'));
    expect(midnight(dayOfDate('2021-12-10'))).toBe(at('2021-12-09T23:00:00Z'));
  });

  it.each(['Asia/Shanghai', 'Europe/Amsterdam', 'UTC'])(
    'knows a midnight of the last year that is written, in %s',
    (zone) => {
      const { midnight } = calendarOf(zone);
      const day = dayOfDate('9999-12-31');
      expect(Math.abs(midnight(day) - day * 86_400e6)).toBeLessThan(86_400e6);
    },
  );

  it('begins a day without a midnight where the clocks jumped', () => {
    const { midnight } = calendarOf('America/Sao_Paulo');
    expect(midnight(dayOfDate('2018-11-04'))).toBe(at('2018-11-04T03:00:00Z'));
  });

  it('begins a date that a zone left out with the next one', () => {
    const { midnight, dayOf } = calendarOf('Pacific/Apia');
    expect(midnight(dayOfDate('2011-12-30'))).toBe(midnight(dayOfDate('2011-12-31')));
    expect(dateOfDay(dayOf(midnight(dayOfDate('2011-12-30')) - 1))).toBe('2011-12-29');
  });

  it.each([
    ['Europe/Amsterdam', '2026-03-28', '2026-03-28T05:30:00Z'],
    ['Europe/Amsterdam', '2026-03-29', '2026-03-29T04:30:00Z'],
    ['Europe/Amsterdam', '2026-10-25', '2026-10-25T05:30:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T10:30:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T11:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T20:00:00Z'],
    ['Asia/Shanghai', '2026-03-29', '2026-03-28T22:30:00Z'],
  ])('says when half past six of a day is, in %s on %s', (zone, date, instant) => {
    expect(calendarOf(zone).at(dayOfDate(date), 6 * 60 + 30)).toBe(at(instant));
  });

  it('takes the first time that the clocks show twice, and a later one where they skip it', () => {
    const { at: timeOf } = calendarOf('Europe/Amsterdam');
    expect(timeOf(dayOfDate('2026-10-25'), 150)).toBe(at('2026-10-25T00:30:00Z'));
    expect(timeOf(dayOfDate('2026-03-29'), 150)).toBe(at('2026-03-29T01:30:00Z'));
  });

  it('refuses a zone that does not exist', () => {
    expect(() => calendarOf('Europe/Atlantis')).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }) as Error);
  });

  it('gives the local dates and midnights that Python gives, around every change of the clocks', () => {
    const zones = [
      'Europe/Amsterdam',
      'America/Los_Angeles',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'America/Havana',
      'Africa/Casablanca',
    ];
    const instants = zones.flatMap((zone) =>
      days('2005-10-20', 40)
        .concat(days('2006-03-25', 15))
        .map((second) => [zone, second] as const),
    );
    for (const [i, date] of pythonDates(instants).entries()) {
      const [zone, second] = instants[i] ?? ['UTC', 0];
      expect(dateOfDay(calendarOf(zone).dayOf(second * 1e6)), `${zone} ${second}`).toBe(date);
    }
  });
});

/** An instant every 47 minutes from a date on: passes every hour of a day in turn. */
const days = (from: string, count: number): number[] =>
  Array.from(
    { length: Math.floor((count * 86_400) / 2_820) },
    (_, i) => Date.parse(`${from}T00:00:00Z`) / 1000 + i * 2_820,
  );

function pythonDates(instants: readonly (readonly [string, number])[]): string[] {
  const program = `import sys, json
from datetime import datetime
from zoneinfo import ZoneInfo
print(json.dumps([datetime.fromtimestamp(s, ZoneInfo(z)).date().isoformat() for z, s in json.load(sys.stdin)]))`;
  const out = execFileSync('python3', ['-c', program], { input: JSON.stringify(instants), maxBuffer: 1 << 26 });
  return JSON.parse(out.toString()) as string[];
}
