import { CancellationScope, log } from '@temporalio/workflow';
import type { RaisedAlert } from '../domain/alert.ts';
import type { NightResult } from '../domain/night-result.ts';
import type { NightRequest } from '../domain/night.ts';
import { report } from './activities.ts';
import { reportsAlways } from './earlier-nights.ts';
import { causeOf, failureOf } from './failure.ts';
import type { Ledger } from './ledger.ts';
import type { Watch } from './progress.ts';

/** A night that ended without its result. */
interface FailedNight {
  readonly request: NightRequest;
  /** Undefined where the settings could not be read. */
  readonly timeZone: string | undefined;
  /** The run that failed; 0 where none had begun. */
  readonly run: number;
  readonly startedMs: number;
  readonly watch: Watch;
  readonly alerts: readonly RaisedAlert[];
  /** What else went wrong while it ended, in words. */
  readonly beside?: string | undefined;
}

/** Reports why a night failed and how to go on. Never throws: the failure that it is about must be seen whatever becomes of the report. */
export async function reportFailure(error: unknown, failed: FailedNight): Promise<void> {
  if (!reportsAlways()) return;
  const { request, timeZone, startedMs, watch, alerts } = failed;
  const { dictionary, date, kind = 'night' } = request;
  const { stage, doing, waitingFor, deadlineMs, late, decisions = [] } = watch.now();
  const first = failureOf(error);
  const failure = failed.beside === undefined ? first : { ...first, message: `${first.message}; and ${failed.beside}` };
  const task = {
    run: { dictionary, date, run: failed.run },
    ...(timeZone === undefined ? {} : { timeZone }),
    ...{ request, kind, startedMs, endedMs: Date.now(), deadlineMs, late },
    ...{ stage, doing, waitingFor, failure, times: watch.times, decided: decisions, alerts },
  };
  await quietly(() => report.writeFailure.executeWithOptions({ summary: 'reports why it failed' }, [task]));
}

/** Reports a night that waits at its gate, as people look into the report in the morning whether it has ended or not. Throws only when the night is cancelled. */
export async function reportHeld(
  result: NightResult,
  { deadlineMs, startedMs }: { readonly deadlineMs: number | undefined; readonly startedMs: number },
  ledger: Pick<Ledger, 'written'>,
): Promise<void> {
  if (!reportsAlways()) return;
  await ledger.written();
  const task = { result, deadlineMs, startedMs, held: true } as const;
  await quietly(() => report.writeReport.executeWithOptions({ summary: 'reports what is held' }, [task]));
}

async function quietly(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    log.error('the report was not written', { error: causeOf(error) });
  }
}
