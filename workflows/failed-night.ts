import { CancellationScope, isCancellation, log } from '@temporalio/workflow';
import type { NightPlace } from '../activities/night-place.ts';
import type { NightRequest } from '../domain/night.ts';
import { CANCELLED } from '../domain/stage-record.ts';
import { report } from './activities.ts';
import { alertsOf, type Alerts } from './alerts.ts';
import { tellsUnplanned } from './earlier-nights.ts';
import { causeOf, codeOf } from './failure.ts';
import { reportFailure } from './failure-report.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import type { Watch } from './progress.ts';

/** A night that fails, whatever of it there is already. */
interface Failing {
  readonly request: NightRequest;
  readonly startedMs: number;
  readonly watch: Watch;
}

/** Tells people that the night has failed, writes its line into the ledger, and reports it; of a night that was cancelled as well. */
export async function endFailed(
  error: unknown,
  { request, timeZone, startedMs, watch, ledger, alerts }: Failing & Told,
): Promise<void> {
  const failed = { state: 'failed', error: isCancellation(error) ? CANCELLED : causeOf(error) } as const;
  alerts.raise(
    `failed/${codeOf(error) ?? 'cancelled'}`,
    `the night failed: ${failed.error}`,
    'no scores are delivered until it is run again',
  );
  await CancellationScope.nonCancellable(async () => {
    const beside = await recordFailed(ledger, failed, watch);
    const told = await alerts.told();
    await reportFailure(error, { request, timeZone, run: ledger.run(), startedMs, watch, alerts: told, beside });
  });
}

/**
 * Writes the line. What keeps it from being written (a full disk) often is what the night failed of and never takes its place: it is told beside it.
 * @returns what to tell; undefined where the line is there
 */
async function recordFailed(
  ledger: Ledger,
  failed: Parameters<Ledger['record']>[0],
  watch: Watch,
): Promise<string | undefined> {
  try {
    await ledger.record(failed);
    return undefined;
  } catch (unwritten) {
    // A night of before ended here, so that no history goes on: no guard is needed.
    const said = `its line in the ledger was not written: ${causeOf(unwritten)}`;
    log.error(said);
    watch.update({ troubles: [...(watch.now().troubles ?? []), said] });
    return said;
  }
}

interface Told {
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
}

/**
 * The same for a night of which nobody can say what it has to wait for, as its dictionary has faults. Of one without a folder nothing is kept, and a
 * replay has somebody who waits for it. Never throws: the failure that it is about must be seen.
 */
export async function endUnplanned(error: unknown, failing: Failing): Promise<void> {
  const { request, watch } = failing;
  if (request.replay !== undefined || codeOf(error) === 'DICTIONARY_MISSING') return;
  await CancellationScope.nonCancellable(async () => {
    const { timeZone, alerts } = await placeOf(request);
    if (timeZone === undefined) {
      await reportFailure(error, { ...failing, timeZone, run: 0, alerts: [] });
      return;
    }
    const told = {
      timeZone,
      ledger: ledgerOf(request, timeZone, watch, false),
      alerts: alertsOf(request, { alerts: alerts && request.kind !== 'backfill', timeZone }, watch),
    };
    try {
      await endFailed(error, { ...failing, ...told });
    } catch (unwritten) {
      log.error('the ledger was not written', { error: causeOf(unwritten) });
      await reportFailure(error, { ...failing, timeZone, run: 0, alerts: await told.alerts.told() });
    }
  });
}

const NOWHERE: NightPlace = { alerts: false };

async function placeOf({ dictionary }: NightRequest): Promise<NightPlace> {
  if (!tellsUnplanned()) return NOWHERE;
  const summary = 'what its settings say all the same';
  try {
    return await report.nightPlace.executeWithOptions({ summary }, [{ dictionary }]);
  } catch (error) {
    log.error('nobody could be told of the failure', { error: causeOf(error) });
    return NOWHERE;
  }
}
