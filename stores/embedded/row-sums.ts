import type { Calendar } from '../../domain/calendar.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { EventRow } from '../../domain/rows.ts';
import type { Day } from '../../domain/run-date.ts';
import { eventLine, knownLine, linkLine, versionLine } from '../accepted-line.ts';
import { addLine, addSum, openSum, removeLine, type LineSum } from '../accepted-sum.ts';
import { afterEntity, behind, entityKey, instantAt, namedCountKey } from '../row-key.ts';
import { SUM_ZONE_KEY, type Tables } from './tables.ts';

/**
 * Sums of the lines of accepted rows (accepted-sum.ts), kept by the very transactions that change the rows, so that a night's hash costs
 * nothing a row:
 *   kind · type · feature · day   32 bytes, little-endian: the lines of the rows of that day
 *   "zone"                        the time zone whose days these are
 * A row's day is the one that holds its time or valid from, where a day goes from its midnight to the next one: a night sees whole days. The
 * line that an opportunity is known lies on the day of its first event. Without "zone", or with another one, nothing is kept
 * (build-row-sums.ts makes it anew).
 */
export type SumKind = 'event' | 'known' | 'version' | 'link';

const sumKey = (kind: SumKind, type: string, feature: string, day: Day): Buffer =>
  namedCountKey([kind, type, feature], day, '');

export const isSumKey = (key: Buffer): boolean => !key.equals(SUM_ZONE_KEY);

/** Whether there are sums of the days of a time zone. */
export const sumsKept = ({ sums }: Tables, { zone }: Calendar): boolean => sums.get(SUM_ZONE_KEY)?.toString() === zone;

/** Inside a transaction that has put every sum: from here on they are kept. */
export function keepSums({ sums }: Tables, { zone }: Calendar): void {
  sums.putSync(SUM_ZONE_KEY, Buffer.from(zone));
}

/** Years 1696 and 2243: beyond them instants stop being exact, so what lies there is one day. */
const FAR_DAY: Day = 100_000;
const US_A_DAY = 86_400_000_000;

/** Instants between which all rows of a day lie, the second one not among them. */
export function boundsOf({ midnight }: Calendar, day: Day): readonly [begins: Instant, ends: Instant] {
  // Its neighbours in other zones belong to a far day too.
  if (day >= FAR_DAY) return [(FAR_DAY - 2) * US_A_DAY, Number.POSITIVE_INFINITY];
  if (day <= -FAR_DAY) return [Number.NEGATIVE_INFINITY, (2 - FAR_DAY) * US_A_DAY];
  return [midnight(day), midnight(day + 1)];
}

/** The day from whose midnight to the next one an instant lies: not its date where clocks go back over midnight. */
function dayHolding({ dayOf, midnight }: Calendar, at: Instant): Day {
  if (Math.abs(at) >= FAR_DAY * US_A_DAY) return at < 0 ? -FAR_DAY : FAR_DAY;
  const date = dayOf(at);
  return midnight(date + 1) <= at ? date + 1 : date;
}

/** What a transaction does to the sums; `end` is called at its end. */
export interface SumChanges {
  /** An event that was accepted, and what is accepted in its place. Called before their cells are changed. */
  event(old: EventRow | undefined, now: EventRow | undefined): void;
  version(type: string, id: string, validFrom: Instant, old: ValidTo, now: ValidTo): void;
  link(opportunityId: string, type: string, id: string, validFrom: Instant, old: ValidTo, now: ValidTo): void;
  end(): void;
}

/** The end of validity and, of a version, the attributes; undefined for no row. */
type ValidTo = readonly [validTo: Instant | null, attrsText?: unknown, ...rest: unknown[]] | undefined;

/** Inside a transaction. */
export function sumChanges(tables: Tables, calendar: Calendar): SumChanges {
  if (!sumsKept(tables, calendar)) {
    // Written in days of another zone they would be kept no longer.
    tables.sums.removeSync(SUM_ZONE_KEY);
    return { event: () => undefined, version: () => undefined, link: () => undefined, end: () => undefined };
  }
  const batch = openBatch(calendar);
  const firsts = new Map<string, FirstEvent>();
  const change = (kind: SumKind, [type, feature]: readonly [string, string], at: Instant, lines: Lines): void => {
    batch.change(kind, type, feature, at, lines);
  };
  return {
    event(old, now) {
      if (old?.type === OPPORTUNITY) firstOf(tables, firsts, old.id).gone = true;
      if (now?.type === OPPORTUNITY) {
        const first = firstOf(tables, firsts, now.id);
        first.now = Math.min(first.now ?? now.time, now.time);
      }
      if (old) change('event', [old.type, old.feature], old.time, { remove: eventLine(old) });
      if (now) change('event', [now.type, now.feature], now.time, { add: eventLine(now) });
    },
    version(type, id, validFrom, old, now) {
      const line = (value: ValidTo): string | undefined =>
        value && versionLine(type, id, validFrom, value[0], String(value[1]));
      change('version', [type, ''], validFrom, { remove: line(old), add: line(now) });
    },
    link(opportunityId, type, id, validFrom, old, now) {
      const line = (value: ValidTo): string | undefined =>
        value && linkLine(opportunityId, type, id, validFrom, value[0]);
      change('link', [type, ''], validFrom, { remove: line(old), add: line(now) });
    },
    end() {
      for (const [id, first] of firsts) {
        const { before } = first;
        const now = first.gone ? firstEvent(tables, id) : first.now;
        if (before === now) continue;
        if (before !== undefined) change('known', [OPPORTUNITY, ''], before, { remove: knownLine(id) });
        if (now !== undefined) change('known', [OPPORTUNITY, ''], now, { add: knownLine(id) });
      }
      for (const { key, sum } of batch.sums()) putSum(tables, key, sum);
    },
  };
}

/** The time of an opportunity's first event, before a transaction and in it; `now` is to be looked up where an event has gone. */
interface FirstEvent {
  readonly before: Instant | undefined;
  now: Instant | undefined;
  gone: boolean;
}

function firstOf(tables: Tables, firsts: Map<string, FirstEvent>, id: string): FirstEvent {
  const known = firsts.get(id);
  if (known) return known;
  const before = firstEvent(tables, id);
  const first = { before, now: before, gone: false };
  firsts.set(id, first);
  return first;
}

interface Lines {
  readonly remove?: string | undefined;
  readonly add?: string | undefined;
}

/** Sums by their keys, added up in memory. */
export interface SumBatch {
  change(kind: SumKind, type: string, feature: string, at: Instant, lines: Lines): void;
  sums(): Iterable<{ readonly key: Buffer; readonly sum: LineSum }>;
}

/** `at` is the time of an event, or the valid from of a version or link; what comes and goes within the batch leaves a sum of zeros. */
export function openBatch(calendar: Calendar): SumBatch {
  const sums = new Map<string, { readonly key: Buffer; readonly sum: LineSum }>();
  return {
    change(kind, type, feature, at, { remove, add }) {
      const day = dayHolding(calendar, at);
      const name = `${kind}\0${type}\0${feature}\0${day}`;
      const known = sums.get(name) ?? { key: Buffer.from(sumKey(kind, type, feature, day)), sum: openSum() };
      sums.set(name, known);
      if (remove !== undefined) removeLine(known.sum, remove);
      if (add !== undefined) addLine(known.sum, add);
    },
    sums: () => sums.values(),
  };
}

/** Inside a transaction. */
export function putSum({ sums }: Tables, key: Buffer, more: LineSum): void {
  const sum = sumAt(sums.get(key));
  addSum(sum, more);
  if (sum.some((word) => word !== 0)) sums.putSync(key, Buffer.from(sum.buffer));
  else sums.removeSync(key);
}

/** The sum that a table holds; zeros for none. */
export const sumAt = (stored: Uint8Array | undefined): LineSum =>
  stored ? new Uint32Array(new Uint8Array(stored).buffer) : openSum();

function firstEvent({ cells }: Tables, id: string): Instant | undefined {
  const entity = entityKey(OPPORTUNITY, id);
  const [key] = Array.from(cells.getKeys({ start: entity, end: behind(entity), limit: 1 }));
  return key && instantAt(key, afterEntity(key));
}
