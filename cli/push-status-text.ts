import { oneLine } from '../domain/one-line.ts';
import type { FieldValues, PushReceipt } from '../domain/push-receipt.ts';
import type { DeadLetter, LeadInCrm, RefusedLead } from '../workers/without-temporal.ts';

/** What the CRM refused of one night. */
export interface RefusedOfNight {
  readonly date: string;
  /** The newest run that was pushed; undefined where none was. */
  readonly run: number | undefined;
  /** Undefined where it was pushed so long ago that nobody knows any more. */
  readonly leads: readonly RefusedLead[] | undefined;
}

/** A line a lead that the CRM refused that night, with what became of it since. */
export function refusedText(scene: string, { date, run, leads }: RefusedOfNight): string {
  if (run === undefined) return `${scene}: no push of ${date}\n`;
  if (!leads)
    return `${scene}: which leads were refused on ${date} is no longer known, it is too long ago; without --date those of now are listed\n`;
  if (leads.length === 0) return `${scene}: no dead letters of ${date}, run ${run}\n`;
  const lines = leads.map(
    ({ id, reason, receipt }) => `  ${id}  refused${reasonText(reason)}${since(date, receipt)}\n`,
  );
  return `scene ${scene}, ${date}, run ${run}\n${lines.join('')}`;
}

const since = (date: string, receipt: PushReceipt | undefined): string =>
  !receipt || receipt.date <= date
    ? ''
    : ` (${receipt.state === 'dead' ? 'again on' : `${receipt.state} since`} ${receipt.date})`;

/** A line a dead letter of now. Every push tries it anew, so that its date is not that of the first refusal. */
export const deadText = (scene: string, dead: readonly DeadLetter[]): string =>
  dead.length === 0
    ? `${scene}: no dead letters\n`
    : `scene ${scene}\n${dead.map(({ id, receipt }) => `  ${id}  ${triedText(receipt)}\n`).join('')}`;

const triedText = ({ date, reason }: PushReceipt): string => `last tried ${date}${reasonText(reason)}`;

const reasonText = (reason: string | undefined): string => (reason === undefined ? '' : `: ${oneLine(reason)}`);

/** One lead: what the CRM acknowledged last, then what each night did with it. */
export function leadText(scene: string, id: string, { receipt, entries }: LeadInCrm): string {
  if (!receipt && entries.length === 0) return `${scene}: nothing is known of ${id}; it was never to be written\n`;
  const last = receipt
    ? [
        `  now         ${receipt.state === 'dead' ? `dead, ${triedText(receipt)}` : `${receipt.state} since ${receipt.date}`}`,
        ...(receipt.values ? [`  delivered   ${valuesText(receipt.values)}`] : []),
        ...(receipt.edited ? [`  a person's  ${valuesText(receipt.edited)}`] : []),
      ]
    : [];
  const nights = entries.flatMap(({ date, run, entry }) => [
    `  ${date}  run ${run}: ${entry.state}${entry.readBack ? ', read back and equal' : ''}${reasonText(entry.reason)}`,
    `              wanted ${valuesText(entry.values)}`,
    ...(entry.before ? [`              before ${valuesText(entry.before)}`] : []),
  ]);
  return `${[`scene ${scene}, ${id}`, ...last, ...nights].join('\n')}\n`;
}

const valuesText = (values: FieldValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value === null ? '(empty)' : JSON.stringify(value)}`)
    .join(', ');
