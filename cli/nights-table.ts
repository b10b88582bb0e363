import Table from 'cli-table3';
import type { Forecast } from '../domain/budget.ts';
import { counted } from '../domain/counted.ts';
import type { GateRecord } from '../domain/gate-record.ts';
import type { NightRecord } from '../workers/without-temporal.ts';
import { gateText } from './release-scenes.ts';

export interface ShownNight extends NightRecord {
  /** What Temporal says of a night that the ledger has as under way, unless that is so. */
  readonly note?: string;
  readonly gate: GateRecord | undefined;
  /** Of a night that runs, where there are past nights. */
  readonly forecast?: Forecast;
}

/** A night a row, in the order given, with times by the clock of `zone`, which the heading names; where there is none, how to make the first. */
export function nightsTable(dictionary: string, zone: string, records: readonly ShownNight[]): string {
  if (records.length === 0)
    return `${dictionary} has had no night yet; run one: npx daybreak night ${dictionary} --date YYYY-MM-DD\n`;
  const clock = secondsIn(zone);
  const table = new Table({
    head: ['run date', 'state', 'stage', 'run', `began, ${zone}`, 'seconds', 'opportunities', 'why'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, null, null, 64],
    wordWrap: true,
  });
  for (const record of records) {
    const { date, kind = 'night', state, stage, run, startedMs, endedMs, opportunities, late, error, gate } = record;
    table.push([
      kind === 'night' ? date : `${date} ${kind}`,
      [state, ...(late === true ? ['late'] : []), gateText(gate?.scenes ?? [])].filter(Boolean).join(', '),
      stage,
      run,
      clock(startedMs),
      endedMs === undefined ? '' : ((endedMs - startedMs) / 1000).toFixed(1),
      opportunities ?? '',
      [
        error,
        record.note,
        forecastText(record, zone),
        ...(record.decisions ?? []),
        gateReason(gate),
        pushReason(record),
      ]
        .filter(Boolean)
        .join('; '),
    ]);
  }
  return `${table.toString()}\n`;
}

/** `2026-03-02 04:00:07` by the clock of a time zone. */
function secondsIn(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (ms) => format.format(ms);
}

function forecastText({ forecast: expected }: ShownNight, zone: string): string {
  if (!expected) return '';
  const { headroomMs, expectedEndMs } = expected;
  const minutes = Math.round(Math.abs(headroomMs ?? 0) / 60_000);
  const headroom =
    headroomMs === undefined ? '' : `, ${minutes} min ${headroomMs < 0 ? 'after' : 'before'} the deadline`;
  return `expected to end ${secondsIn(zone)(expectedEndMs)} ${zone}${headroom}`;
}

/** Leads that the CRM has not got. */
const pushReason = ({ pushes = [] }: ShownNight): string =>
  pushes
    .filter(({ dead }) => dead > 0)
    .map(({ scene, dead }) => `${scene}: ${counted(dead, 'dead letter')}`)
    .join('; ');

/** Why scores were kept back, or what a person said of them. */
const gateReason = (gate: GateRecord | undefined): string =>
  (gate?.scenes ?? [])
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ scene, because, said }) => `${scene}: ${because ?? said[0] ?? ''}`)
    .join('; ');
