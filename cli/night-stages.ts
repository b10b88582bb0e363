import Table from 'cli-table3';
import type { Budget } from '../domain/budget.ts';
import { stageName, type StageRecord } from '../domain/stage-record.ts';

/** The ledger of one night, a table a run: every stage with what it took, against what it usually takes, and what it made. */
export function stagesText(date: string, records: readonly StageRecord[], budgets: readonly Budget[]): string {
  if (records.length === 0) return `night ${date}: the ledger has no stages of it\n`;
  const runs = [...new Set(records.map(({ run }) => run))].sort((a, b) => a - b);
  return runs
    .map((run) => {
      const own = records.filter((record) => record.run === run).sort((a, b) => a.startedMs - b.startedMs);
      const kind = own[0]?.kind ?? 'night';
      return `${kind} ${date}, run ${run}\n${tableOf(own, budgets)}\n`;
    })
    .join('\n');
}

function tableOf(records: readonly StageRecord[], budgets: readonly Budget[]): string {
  const table = new Table({
    head: ['stage', 'state', 'seconds', 'usual', 'ids', 'files', 'bytes', 'attempts', 'made from', 'hash or why'],
    style: { head: [], border: [], compact: true },
  });
  for (const record of records) {
    const { state, startedMs, endedMs, rows, outputs, attempts, inputs, error } = record;
    table.push([
      stageName(record),
      state,
      ((endedMs - startedMs) / 1000).toFixed(1),
      usual(record, budgets),
      rows,
      outputs.files,
      outputs.bytes,
      attempts,
      Object.keys(inputs).join(' '),
      error ?? outputs.sha256.slice(0, SHORT_HASH),
    ]);
  }
  return table.toString();
}

/** Digits of a hash that tell files apart at a glance. */
const SHORT_HASH = 12;

function usual({ stage, dimension }: StageRecord, budgets: readonly Budget[]): string {
  const budget = budgets.find((known) => known.stage === stage && known.dimension === dimension);
  return budget ? `${budget.seconds.toFixed(1)} (${budget.p90Seconds.toFixed(1)})` : '';
}
