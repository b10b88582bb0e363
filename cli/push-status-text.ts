import type { FieldValues } from '../domain/push-receipt.ts';
import type { DeadLetter, LeadInCrm } from '../workers/without-temporal.ts';

/** A line a dead letter. */
export const deadText = (scene: string, dead: readonly DeadLetter[]): string =>
  dead.length === 0
    ? `${scene}: no dead letters\n`
    : `scene ${scene}\n${dead.map(({ id, receipt }) => `  ${id}  since ${receipt.date}: ${receipt.reason ?? ''}\n`).join('')}`;

/** One lead: what the CRM acknowledged last, then what each night did with it. */
export function leadText(scene: string, id: string, { receipt, entries }: LeadInCrm): string {
  if (!receipt && entries.length === 0) return `${scene}: nothing is known of ${id}; it was never to be written\n`;
  const last = receipt
    ? [
        `  now         ${receipt.state} since ${receipt.date}${receipt.reason === undefined ? '' : `: ${receipt.reason}`}`,
        ...(receipt.values ? [`  delivered   ${valuesText(receipt.values)}`] : []),
        ...(receipt.edited ? [`  a person's  ${valuesText(receipt.edited)}`] : []),
      ]
    : [];
  const nights = entries.flatMap(({ date, run, entry }) => [
    `  ${date}  run ${run}: ${entry.state}${entry.readBack ? ', read back and equal' : ''}${entry.reason === undefined ? '' : `: ${entry.reason}`}`,
    `              wanted ${valuesText(entry.values)}`,
    ...(entry.before ? [`              before ${valuesText(entry.before)}`] : []),
  ]);
  return `${[`scene ${scene}, ${id}`, ...last, ...nights].join('\n')}\n`;
}

const valuesText = (values: FieldValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value === null ? '(empty)' : JSON.stringify(value)}`)
    .join(', ');
