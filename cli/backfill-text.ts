import Table from 'cli-table3';
import type { BackfillRequest, BackfillResult, BackfillStep } from '../domain/backfill.ts';
import { counted } from '../domain/counted.ts';

const SAID: Readonly<Record<BackfillStep['action'], string>> = {
  night: 'run',
  replay: 'replay',
  feature: 'add columns',
  skip: '',
};

/** What a backfill would do, a line a date. */
export function stepsText({ dictionary, from, to }: BackfillRequest, steps: readonly BackfillStep[]): string {
  const table = new Table({ head: ['run date', 'would', 'as the night'], style: { head: [], border: [] } });
  for (const { date, action, because } of steps) table.push([date, SAID[action], because]);
  const wanted = steps.filter(({ action }) => action !== 'skip').length;
  return `${dictionary}, ${from} to ${to}: ${counted(wanted, 'night')} to make, ${counted(steps.length - wanted, 'night')} left as they are\n${table.toString()}\n`;
}

/** What a backfill did: counts, and why nights failed. */
export function resultText(
  { dictionary, from, to, parallel }: BackfillRequest,
  { outcomes, skipped }: BackfillResult,
): string {
  const failed = outcomes.filter(({ state }) => state === 'failed').sort((a, b) => (a.date < b.date ? -1 : 1));
  const lines = [
    `backfill ${dictionary}, ${from} to ${to}: ${counted(outcomes.length - failed.length, 'night')} sealed, ${failed.length} failed, ${skipped} left as they were (${parallel} at once)`,
    ...failed.map(({ date, error }) => `  ${date} ${error ?? ''}`),
    ...(failed.length > 0 ? [`  next             mend the cause, then the same span with --mode failed`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
