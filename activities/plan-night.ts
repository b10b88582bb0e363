import { budgetsOf, type Budget } from '../domain/budget.ts';
import { dimensionsOf, OPPORTUNITY } from '../domain/dictionary.ts';
import type { LatePolicy } from '../domain/night-decision.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { manifestPath, type NightRequest } from '../domain/night.ts';
import type { Settings } from '../domain/settings.ts';
import { stageRecords } from './record-stage.ts';
import type { Verb } from './verb.ts';

export interface NightPlan {
  readonly timeZone: string;
  readonly sources: readonly NightSource[];
  /** Milliseconds since 1970; undefined without a deadline, and for a run date before today. */
  readonly deadlineMs: number | undefined;
  /** What may be done near the deadline without a dimension that is late; every dimension of the dictionary is there. */
  readonly policies: Readonly<Record<string, LatePolicy>>;
  /** How long before the deadline that is decided, at the latest. */
  readonly marginMs: number;
  /** Learnt from past nights; empty where there are none yet. */
  readonly budgets: readonly Budget[];
  /** Whether somebody wants to be told of trouble. */
  readonly alerts: boolean;
  /** The scenes whose leads are written into the CRM; in plans from before there was one, left out. */
  readonly crm?: readonly string[];
}

/** What a night waits for. */
export interface NightSource {
  readonly name: string;
  readonly drop: string | undefined;
  /** The dimensions that it feeds. */
  readonly dimensions: readonly string[];
}

/** What a night has to wait for, until when the scores are wanted, and how long it will take. The clock decides only this. */
export const planNight: Verb<NightRequest, NightPlan> =
  (ports) =>
  async ({ dictionary: name, date }) => {
    const { dictionary, settings } = await ports.dictionaries.read(name);
    const calendar = ports.calendar(settings.time_zone);
    const past = dayOfDate(date) < calendar.dayOf(ports.now());
    const types = dimensionsOf(dictionary);
    // A signal is for the night that waits for it; a sealed one would wait for ever for what has come long ago.
    const sealed = await ports.blobs.exists(manifestPath({ dictionary: name, date }));
    const feeds = (dimensions: readonly string[] | undefined): string[] =>
      types.filter((type) => dimensions === undefined || dimensions.includes(type));
    return {
      timeZone: settings.time_zone,
      sources: past
        ? []
        : settings.sources
            .filter(({ drop }) => drop !== undefined || !sealed)
            .map(({ name, drop, dimensions }) => ({ name, drop, dimensions: feeds(dimensions) })),
      deadlineMs:
        past || settings.deadline === undefined
          ? undefined
          : calendar.at(dayOfDate(date), minutesOf(settings.deadline)) / 1000,
      policies: Object.fromEntries(types.map((type) => [type, policyOf(settings, type)])),
      marginMs: (settings.late?.margin_minutes ?? 0) * 60_000,
      budgets: budgetsOf(await stageRecords(ports, name, settings.time_zone, [])),
      alerts: settings.alerts !== undefined,
      crm: Object.keys(settings.crm?.push ?? {}),
    };
  };

/** Without the opportunities' own data nobody knows whom to score, so they are waited for unless the settings name them. */
const policyOf = ({ late }: Settings, type: string): LatePolicy =>
  late?.dimensions[type] ?? (type === OPPORTUNITY ? 'wait' : (late?.default ?? 'wait'));

const minutesOf = (wallClock: string): number => {
  const [hours = 0, minutes = 0] = wallClock.split(':').map(Number);
  return hours * 60 + minutes;
};
