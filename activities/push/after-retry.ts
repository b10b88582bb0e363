import type { PushResult } from '../../domain/push-result.ts';

/** What became of a run's leads by its push and by a retry of its dead letters and of what was left waiting. */
export function afterRetry(push: PushResult, retry: PushResult): PushResult {
  const { dead, waiting = 0, examples } = retry;
  const ended = {
    delivered: push.delivered + retry.delivered,
    edited: push.edited + retry.edited,
    suppressed: push.suppressed + retry.suppressed,
    dead,
  };
  return {
    ...push,
    ...ended,
    changed: Math.max(push.changed, ended.delivered + ended.edited + ended.suppressed + dead),
    found: push.found + retry.found,
    readBack: push.readBack + retry.readBack,
    differing: push.differing + retry.differing,
    calls: push.calls + retry.calls,
    callsAgain: push.callsAgain + retry.callsAgain,
    examples,
    waiting,
  };
}
