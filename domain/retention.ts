import { counted } from './counted.ts';
import type { Calendar } from './calendar.ts';
import { baseNameOf, type BaseFeature, type Dictionary } from './dictionary.ts';
import type { Instant } from './instant.ts';
import { dayOfDate, type RunDate } from './run-date.ts';
import { seenSince, windowDepths } from './seen-events.ts';
import type { Settings } from './settings.ts';

export type RetentionRule = Settings['retention'][number];

/** What the rules say of an event; undefined when none of them would have it go. */
export type RetentionVerdict = { readonly rule: number; readonly seen: boolean } | undefined;

/** Judges the events of one entity. They must be given newest first: by time, then event id, both descending. */
export type EntityRetention = (feature: string, time: Instant) => RetentionVerdict;

/**
 * The rules, counted from a run date. An event goes when any rule that matches it says so: it happened before midnight of the date
 * `keep_days` before the run date, or `keep_newest` newer events that the rule matches stay already. `rule` is the place of the first that
 * says so. `seen` is true for one that stays nevertheless, because a window of the run date's night or of a later one reads it.
 * Events that go are not counted among the newest: a pass that broke off half-way, or is done twice, leaves the same events.
 */
export function retentionFrom(
  rules: readonly RetentionRule[],
  dictionary: Dictionary,
  calendar: Calendar,
  date: RunDate,
): (type: string) => EntityRetention {
  const since = seenSince(windowDepths(dictionary), calendar, date);
  const limits = rules.map(({ keep_days: days, keep_newest: newest }) => ({
    from: days === undefined ? Number.NEGATIVE_INFINITY : calendar.midnight(dayOfDate(date) - days),
    newest: newest ?? Number.POSITIVE_INFINITY,
  }));
  return (type) => {
    const stayed = rules.map(() => 0);
    const matching = rulesByFeature(rules, type);
    return (feature, time) => {
      const places = matching(feature);
      const rule = places.find((place) => {
        const { from = time, newest = Number.POSITIVE_INFINITY } = limits[place] ?? {};
        return time < from || (stayed[place] ?? 0) >= newest;
      });
      const seen = time >= since(type, feature);
      if (rule !== undefined && !seen) return { rule, seen };
      for (const place of places) stayed[place] = (stayed[place] ?? 0) + 1;
      return rule === undefined ? undefined : { rule, seen };
    };
  };
}

/** The places of the rules that match a type's events of a feature. */
function rulesByFeature(rules: readonly RetentionRule[], type: string): (feature: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (feature) => {
    let places = known.get(feature);
    if (!places) known.set(feature, (places = [...rules.keys()].filter((i) => matches(rules[i], type, feature))));
    return places;
  };
}

const matches = (rule: RetentionRule | undefined, type: string, feature: string): boolean =>
  (rule?.type ?? type) === type && (rule?.feature ?? feature) === feature;

/** A rule that would take events from under a window. */
export interface RetentionConflict {
  /** Place of the rule. */
  readonly rule: number;
  readonly keepDays: number;
  readonly row: BaseFeature;
  readonly windowDays: number;
}

/** For each rule the row with the deepest window that it would cut off; none for rules that change no night. */
export function retentionConflicts(rules: readonly RetentionRule[], { rows }: Dictionary): RetentionConflict[] {
  return rules.flatMap((rule, place) => {
    const keepDays = rule.keep_days ?? Number.POSITIVE_INFINITY;
    const deepest = rows
      .filter((row): row is BaseFeature => row.kind === 'base' && matches(rule, row.dim, row.source.feature))
      .map((row) => ({ row, windowDays: row.windowDays.at(-1) ?? 0 }))
      .sort((a, b) => b.windowDays - a.windowDays)[0];
    return deepest && deepest.windowDays > keepDays ? [{ rule: place, keepDays, ...deepest }] : [];
  });
}

/** A rule in words: `post of user: 1095 days, the newest 30000`. */
export function ruleText({ type, feature, keep_days: days, keep_newest: newest }: RetentionRule): string {
  const limits = [
    days === undefined ? [] : counted(days, 'day'),
    newest === undefined ? [] : `the newest ${newest}`,
  ].flat();
  return `${feature ?? 'all events'} of ${type ?? 'all types'}: ${limits.join(', ')}`;
}

/** How messages name the row of a conflict. */
export const conflictText = ({ rule, keepDays, row, windowDays }: RetentionConflict): string =>
  `retention.${rule}.keep_days is ${keepDays}, and ${baseNameOf(row)} (id ${row.id}, line ${row.line} of dictionary.csv) reads ${row.source.feature} events of ${row.dim} ${windowDays} days back`;
