import type { PushResult } from '../../domain/push-result.ts';

/** What became of a run's leads by its push and the retry of its dead letters. */
export const afterRetry = (push: PushResult, retry: PushResult): PushResult => ({
  ...push,
  delivered: push.delivered + retry.delivered,
  found: push.found + retry.found,
  edited: push.edited + retry.edited,
  suppressed: push.suppressed + retry.suppressed,
  dead: retry.dead,
  readBack: push.readBack + retry.readBack,
  differing: push.differing + retry.differing,
  calls: push.calls + retry.calls,
  callsAgain: push.callsAgain + retry.callsAgain,
  examples: retry.examples,
});
