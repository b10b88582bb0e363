import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/workflow';

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
