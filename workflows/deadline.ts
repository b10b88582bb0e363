import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import type { NightPlan } from '../activities/plan-night.ts';
import type { Alerts } from './alerts.ts';
import type { Watch } from './progress.ts';

/** A forecast that is missed by less is looked at again rather than told. */
const STEP_MS = 1_000;

/** Says so, in the UI, the log and by alert, when the night will miss its deadline by what past nights took, and when it has passed. */
export function watchDeadline(
  { deadlineMs, budgets, timeZone }: Pick<NightPlan, 'deadlineMs' | 'budgets' | 'timeZone'>,
  watch: Watch,
  alerts: Alerts,
): { stop(): void } {
  watch.update({ deadlineMs, timeZone });
  watch.expect({ budgets });
  const scope = new CancellationScope();
  if (deadlineMs !== undefined) {
    inBackground(scope, async () => {
      await sleep(Math.max(1, deadlineMs - Date.now()));
      watch.update({ late: true });
      alerts.raise(
        'deadline',
        `the deadline passed in the stage ${watch.now().stage}`,
        'the night goes on and will be late',
      );
    });
    if (budgets.length > 0) inBackground(scope, () => foresee(watch, alerts));
  }
  return {
    stop: () => {
      scope.cancel();
    },
  };
}

/** Looks ahead whenever a stage begins or ends, and at the moment from which on the one under way would make the night late. */
async function foresee(watch: Watch, alerts: Alerts): Promise<void> {
  for (;;) {
    const forecast = watch.forecast();
    if (forecast?.headroomMs === undefined || watch.now().late) return;
    const { headroomMs, holdsMs, overBudget } = forecast;
    if (headroomMs < 0) {
      const { stage, waitingFor } = watch.now();
      const why =
        waitingFor.length > 0 ? `it waits for ${waitingFor.join(', ')}` : `it is in the stage ${overBudget ?? stage}`;
      const behind = `${Math.max(1, Math.round(-headroomMs / 60_000))} min`;
      alerts.raise('behind', `the night will miss its deadline: ${why}`, `by past nights it ends ${behind} after it`);
      return;
    }
    const seen = watch.changes();
    await condition(() => watch.changes() !== seen, holdsMs + headroomMs + STEP_MS);
  }
}

function inBackground(scope: CancellationScope, work: () => Promise<void>): void {
  scope.run(work).catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
}
