import fc from 'fast-check';
import { functions } from '../../engine/functions.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { dayOfDate } from '../../domain/run-date.ts';
import type { EventRow, LinkRow, VersionRow } from '../../domain/rows.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';

/** Histories of a small store, on which nights with and without reuse must agree. */

const EVERY_FUNCTION = Object.keys(functions).join('|');
/** Every function, trailing and disjoint, an attribute of opportunities, two linked types. */
export const HISTORY_ROWS = [
  'opportunity,1,stage,,,ASOF,,,attr:stage,new|won',
  `opportunity,2,call,,01,${EVERY_FUNCTION},1|3|7,trailing,call:sum,`,
  `user,3,login,,,${EVERY_FUNCTION},2|5|30,disjoint,login:sum,`,
  `user,4,login_max,,,${EVERY_FUNCTION},4|180,trailing,login:max,`,
  'user,5,age,,,ASOF,,,attr:age,',
  `phone,6,ring,,,RECENCY|SUM,3|9,disjoint,ring:count,`,
];
export const START = '2026-03-02';

export type Change =
  | { readonly what: 'event'; readonly row: EventRow }
  | { readonly what: 'version'; readonly row: VersionRow }
  | { readonly what: 'link'; readonly row: LinkRow };

/** What comes in before a night, and how many days after the one before it the night is. */
export interface Step {
  readonly changes: readonly Change[];
  readonly days: number;
}

const OPPORTUNITIES = ['O-1', 'O-2', 'O-3', 'O-4'];
const LINKED = [
  ['user', 'U-1'],
  ['user', 'U-2'],
  ['user', 'U-3'],
  ['phone', 'P-1'],
] as const;
const US_A_HOUR = 3_600_000_000;

/** An instant some days from the first night's midnight, mostly within what the windows see, sometimes ahead. */
const instants = (zone: string): fc.Arbitrary<number> => {
  const midnight = calendarOf(zone).midnight(dayOfDate(START));
  const hours = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -10 * 24, max: 6 * 24 }) },
    { weight: 2, arbitrary: fc.integer({ min: -190 * 24, max: 200 * 24 }) },
    { weight: 1, arbitrary: fc.integer({ min: -10, max: 10 }).map((days) => days * 24) },
  );
  return hours.map((h) => midnight + h * US_A_HOUR);
};

const changes = (zone: string): fc.Arbitrary<Change> => {
  const at = instants(zone);
  const arrived = fc.integer({ min: 0, max: 50 });
  const event = fc
    .record({
      // few ids: corrections and deletions of what is there, also to another entity or day
      eventId: fc.integer({ min: 1, max: 40 }).map(String),
      entity: fc.constantFrom(
        ...OPPORTUNITIES.map((id) => ['opportunity', id, 'call', '01'] as const),
        ...LINKED.map(([type, id]) => [type, id, type === 'user' ? 'login' : 'ring', ''] as const),
      ),
      time: at,
      valueText: fc.constantFrom('', '0', '1', '2.5', '-3', '1e15', '7'),
      op: fc.constantFrom('upsert', 'upsert', 'upsert', 'delete'),
      arrived,
    })
    .map(({ entity: [type, id, feature, line], time, ...rest }): Change => {
      const row = { ...rest, type, id, feature, line, time, timeText: String(time), attrsText: '' };
      return { what: 'event', row };
    });
  const ends = fc.option(at, { nil: undefined });
  const version = fc
    .record({
      id: fc.constantFrom(...OPPORTUNITIES, 'U-1'),
      validFrom: at,
      validTo: ends,
      attrsText: fc.constantFrom('{"stage":"new"}', '{"stage":"won","age":3}', '{}'),
      arrived,
    })
    .map((row): Change => ({ what: 'version', row: { ...row, type: row.id === 'U-1' ? 'user' : 'opportunity' } }));
  const link = fc
    .record({
      opportunityId: fc.constantFrom(...OPPORTUNITIES),
      entity: fc.constantFrom(...LINKED),
      validFrom: at,
      validTo: ends,
      arrived,
    })
    .map(({ entity: [type, id], ...row }): Change => ({ what: 'link', row: { ...row, type, id } }));
  return fc.oneof({ weight: 6, arbitrary: event }, { weight: 1, arbitrary: version }, { weight: 2, arbitrary: link });
};

/** A first load and what comes in before each of some nights: nothing, a little, much. */
export const histories = (zone: string): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.array(changes(zone), { minLength: 20, maxLength: 80 }),
      fc.array(
        fc.record({
          changes: fc.oneof(fc.constant([]), fc.array(changes(zone), { maxLength: 4 })),
          days: fc.constantFrom(1, 1, 1, 2, 7, 200),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([first, steps]) => [{ changes: first, days: 0 }, ...steps]);

/** All opportunities are known from the beginning, so that every night has a population. */
export const KNOWN: readonly Change[] = OPPORTUNITIES.map((id) => ({
  what: 'version',
  row: { type: 'opportunity', id, validFrom: 0, validTo: undefined, attrsText: '{"stage":"new"}', arrived: -1 },
}));

export async function bringIn(store: FeatureStore, changed: readonly Change[]): Promise<void> {
  await store.putEvents(changed.flatMap((change) => (change.what === 'event' ? [change.row] : [])));
  await store.putVersions(changed.flatMap((change) => (change.what === 'version' ? [change.row] : [])));
  await store.putLinks(changed.flatMap((change) => (change.what === 'link' ? [change.row] : [])));
}
