import { FIRST_DAY, later, timeText, type Moment } from './dates.ts';
import type { Random } from './random.ts';

/** The columns of each file, in the order in which cells are written. */
export const COLUMNS = {
  events: 'event_id,entity_type,entity_id,business_line,feature,event_time,value,attrs,op,arrived_at',
  entities: 'entity_type,entity_id,valid_from,valid_to,attrs',
  links: 'opportunity_id,linked_type,linked_id,valid_from,valid_to',
  labels: 'entity_type,entity_id,as_of,label,label_time,name',
} as const;

export type SampleTable = keyof typeof COLUMNS;
export type Attrs = Readonly<Record<string, string | number>>;

/** What happened to whom. `value` undefined is a blank cell. */
export interface Happening {
  readonly type: string;
  readonly id: string;
  readonly line: string;
  readonly feature: string;
  readonly at: Moment;
  readonly value?: number;
  readonly attrs?: Attrs;
}

/** A row of an entity's or a link's history; `to` undefined is still in force. */
export interface Period {
  readonly from: Moment;
  readonly to: Moment | undefined;
}

/** The rows of one opportunity and what came with it, cells not yet escaped. */
export type Rows = Record<SampleTable, (readonly string[])[]>;

export const noRows = (): Rows => ({ events: [], entities: [], links: [], labels: [] });

export const periodCells = ({ from, to }: Period): [string, string] => [timeText(from), to ? timeText(to) : ''];

/**
 * Writes an event as a warehouse delivers it: a few twice, a few corrected the night after, a few taken back.
 * What lies before the sample's first day is left out: the warehouse does not reach back further.
 */
export function deliver(rows: Rows, random: Random, eventId: string, happening: Happening): void {
  if (happening.at.day < FIRST_DAY) return;
  const live = later(happening.at, random.whole(1, 90));
  const row = cells(eventId, happening, 'upsert', live);
  rows.events.push(row);
  const fate = random.uniform();
  const overnight: Moment = { day: happening.at.day + 1, second: 9000 + random.whole(0, 1800) };
  if (fate < 0.004) rows.events.push(row);
  else if (fate < 0.008 && happening.value !== undefined) {
    rows.events.push(
      cells(eventId, { ...happening, value: happening.value + random.whole(1, 5) }, 'upsert', overnight),
    );
  } else if (fate > 0.999) rows.events.push(cells(eventId, happening, 'delete', overnight));
}

const cells = (eventId: string, happening: Happening, op: 'upsert' | 'delete', arrived: Moment): string[] => [
  eventId,
  happening.type,
  happening.id,
  happening.line,
  happening.feature,
  timeText(happening.at),
  happening.value === undefined ? '' : String(happening.value),
  happening.attrs ? JSON.stringify(happening.attrs) : '',
  op,
  timeText(arrived),
];
