import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, isCancellation } from '@temporalio/workflow';
import type { NightFailure } from '../domain/failure-report.ts';

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

/** The CRM will not take the scores of a scene until a person mends something. */
export const notReady = (dictionary: string, scene: string, faults: readonly string[]): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `the CRM is not ready for ${scene}: ${faults.join('; ')}`,
    'CRM_NOT_READY',
    `mend it, see that all is well with \`npx daybreak push check ${dictionary}\`, and give the same command again`,
  );

/** The failure's code and sentence. */
export function causeOf(error: unknown): string {
  const inner = innermost(error);
  if (inner instanceof ApplicationFailure) return `${inner.type ?? 'BUG'}: ${inner.message}`;
  return inner instanceof Error ? inner.message : String(inner);
}

/** The same in parts, with what to do next. */
export function failureOf(error: unknown): NightFailure {
  if (isCancellation(error))
    return { message: 'the night was cancelled', next: 'give the command again when it may run', cancelled: true };
  const inner = innermost(error);
  if (!(inner instanceof ApplicationFailure)) return { message: causeOf(error), next: WITHOUT_CODE, cancelled: false };
  const [next] = inner.details ?? [];
  return {
    code: inner.type ?? 'BUG',
    message: inner.message,
    next: typeof next === 'string' ? next : WITHOUT_CODE,
    cancelled: false,
  };
}

const WITHOUT_CODE =
  'look at the red step in the Temporal UI and whether all workers are up (npx daybreak status), then give the same command again';
