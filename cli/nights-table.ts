import Table from 'cli-table3';
import type { Forecast } from '../domain/budget.ts';
import { clockTime } from '../domain/clock-text.ts';
import { counted, grouped } from '../domain/counted.ts';
import type { GateRecord } from '../domain/gate-record.ts';
import type { NightProgress } from '../domain/progress.ts';
import type { NightRecord } from '../workers/without-temporal.ts';
import { minutesText } from './minutes-text.ts';
import { gateText } from './release-scenes.ts';

export interface ShownNight extends NightRecord {
  /** What Temporal says of a night that the ledger has as under way, unless that is so. */
  readonly note?: string;
  /** Of a night that runs, what it answers itself; left out where no worker is up to answer. */
  readonly now?: NightProgress;
  readonly gate: GateRecord | undefined;
  /** Of a night that runs, where there are past nights. */
  readonly forecast?: Forecast;
}

/** A night a row, in the order given, with times by the clock of `zone`, which the heading names; where there is none, how to make the first. */
export function nightsTable(dictionary: string, zone: string, records: readonly ShownNight[]): string {
  if (records.length === 0)
    return `${dictionary} has had no night yet; run one: npx daybreak night ${dictionary} --date YYYY-MM-DD\n`;
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
      clockTime(startedMs, zone, 'medium'),
      endedMs === undefined ? '' : ((endedMs - startedMs) / 1000).toFixed(1),
      opportunities ?? '',
      [
        error,
        record.note,
        nowText(record),
        forecastText(record, zone),
        ...(record.decisions ?? record.now?.decisions ?? []),
        gateReason(gate),
        pushReason(record),
      ]
        .filter(Boolean)
        .join('; '),
    ]);
  }
  return `${table.toString()}\n`;
}

/** What a night that runs does now, as it says itself; its decisions and gates have places of their own. */
function nowText({ now }: ShownNight): string {
  if (!now) return '';
  const { stage, doing, done, planned, waitingFor, held = [] } = now;
  if (held.length > 0) return '';
  const count = planned > 0 ? ` (${grouped(done)} of ${grouped(planned)})` : '';
  const waits = waitingFor.length > 0 ? `waits for ${waitingFor.join(', ')}` : '';
  return [stage === 'wait' && waits !== '' ? '' : `${doing}${count}`, waits].filter(Boolean).join('; ');
}

function forecastText({ forecast: expected }: ShownNight, zone: string): string {
  if (!expected) return '';
  const { headroomMs, expectedEndMs } = expected;
  const away = minutesText(Math.abs(headroomMs ?? 0) / 60_000);
  const headroom = headroomMs === undefined ? '' : `, ${away} ${headroomMs < 0 ? 'after' : 'before'} the deadline`;
  return `expected to end ${clockTime(expectedEndMs, zone, 'medium')} ${zone}${headroom}`;
}

/** Leads that the CRM has not got. */
const pushReason = ({ pushes = [] }: ShownNight): string =>
  pushes
    .filter(({ dead }) => dead > 0)
    .map(({ scene, dead }) => `${scene}: ${counted(dead, 'dead letter')}`)
    .join('; ');

/** Why scores were kept back, or what a person said of them; what a gate that let them pass warns of. */
const gateReason = (gate: GateRecord | undefined): string =>
  (gate?.scenes ?? [])
    .filter(({ outcome, holds, warns }) => outcome !== 'passed' || holds + warns > 0)
    .map(({ scene, because, said, outcome, holds, warns }) => {
      const first = because ?? said[0] ?? '';
      return outcome === 'passed'
        ? `${scene}: ${counted(holds + warns, 'warning')} of its gate, the first: ${first}`
        : `${scene}: ${first}`;
    })
    .join('; ');
