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

/** The failure's code and sentence. */
export function causeOf(error: unknown): string {
  const inner = innermost(error);
  if (inner instanceof ApplicationFailure) return `${inner.type ?? 'BUG'}: ${inner.message}`;
  return inner instanceof Error ? inner.message : String(inner);
}
