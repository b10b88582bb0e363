import { CancellationScope, isCancellation, log, sleep } from '@temporalio/workflow';
import type { Watch } from './progress.ts';

/** Says so, in the UI and the log, when the deadline passes. It changes nothing that is computed: the night goes on. */
export function watchDeadline(deadlineMs: number | undefined, watch: Watch): { stop(): void } {
  watch.update({ deadlineMs });
  const scope = new CancellationScope();
  if (deadlineMs !== undefined) {
    scope
      .run(async () => {
        await sleep(Math.max(1, deadlineMs - Date.now()));
        watch.update({ late: true });
        log.warn('the deadline has passed; the night goes on', { stage: watch.now().stage });
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
  return {
    stop: () => {
      scope.cancel();
    },
  };
}
