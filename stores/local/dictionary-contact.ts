import { parseDocument } from 'yaml';
import { calendarOf } from '../../domain/calendar.ts';
import { settingsSchema } from '../../domain/settings.ts';
import type { Contact } from '../dictionary-store.ts';

const { time_zone, alerts } = settingsSchema.shape;
const { webhook, command } = alerts.unwrap().shape;

/** What a settings.yaml with faults, even one that is no YAML from some line on, still says of where and to whom trouble is told. Never throws. */
export function contactOf(text: string): Contact {
  const said = mapOf(contentOf(text));
  const ways = mapOf(said['alerts']);
  // one way with a slip in it takes nothing from the other
  const told = {
    ...set('webhook', webhook.safeParse(ways['webhook']).data),
    ...set('command', command.safeParse(ways['command']).data),
  };
  return {
    timeZone: zoneOf(time_zone.safeParse(said['time_zone']).data),
    alerts: Object.keys(told).length > 0 ? told : undefined,
  };
}

function contentOf(text: string): unknown {
  try {
    return parseDocument(text, { prettyErrors: false, logLevel: 'silent' }).toJS();
  } catch {
    return undefined;
  }
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const set = <T>(key: string, value: T | undefined): Readonly<Record<string, T>> =>
  value === undefined ? {} : { [key]: value };

function zoneOf(zone: string | undefined): string | undefined {
  try {
    return zone === undefined ? undefined : calendarOf(zone).zone;
  } catch {
    return undefined;
  }
}
