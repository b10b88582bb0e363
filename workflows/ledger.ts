import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/workflow';
import type { NightRecord } from '../activities/record-night.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { light } from './activities.ts';
import type { Watch } from './progress.ts';

/** Keeps the night's line in the ledger, which `daybreak nights` shows. */
export interface Ledger {
  begin(run: NightRun): void;
  record(change: Pick<NightRecord, 'state'> & Partial<NightRecord>): Promise<void>;
}

export function ledgerOf({ dictionary, date }: NightRequest, timeZone: string, watch: Watch): Ledger {
  const startedMs = Date.now();
  let run = 0;
  return {
    begin: (begun) => {
      run = begun.run;
    },
    record: async (change) => {
      const { stage, late } = watch.now();
      const ended = change.state === 'running' ? {} : { endedMs: Date.now() };
      const record = { date, run, stage, late, startedMs, ...ended, ...change };
      await light.recordNight.executeWithOptions({ summary: `ledger: ${change.state}` }, [
        { dictionary, timeZone, record },
      ]);
    },
  };
}

/** The failure that lies under Temporal's wrapping. */
function innermost(error: unknown): unknown {
  let inner = error;
  while ((inner instanceof ActivityFailure || inner instanceof ChildWorkflowFailure) && inner.cause)
    inner = inner.cause;
  return inner;
}

/** The code of domain/errors.ts that a step failed with; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  const inner = innermost(error);
  return inner instanceof ApplicationFailure ? (inner.type ?? undefined) : undefined;
}

/** The failure's code and sentence. */
export function causeOf(error: unknown): string {
  const inner = innermost(error);
  if (inner instanceof ApplicationFailure) return `${inner.type ?? 'BUG'}: ${inner.message}`;
  return inner instanceof Error ? inner.message : String(inner);
}
