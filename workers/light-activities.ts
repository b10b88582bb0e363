import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { asApplicationFailure } from '../activities/failure.ts';
import type { Ports } from '../activities/ports.ts';
import type { Verb } from '../activities/verb.ts';
import { lightVerbs, type LightActivities } from '../activities/verbs.ts';

/** The light verbs as Temporal activities, in the orchestration worker's own thread. */
export function lightActivities(ports: Ports): LightActivities {
  const entries = Object.entries(lightVerbs).map(
    ([name, verb]) => [name, activity(ports, verb as Verb<unknown, unknown>)] as const,
  );
  return Object.fromEntries(entries) as unknown as LightActivities;
}

const activity = (ports: Ports, verb: Verb<unknown, unknown>) => async (task: unknown) => {
  const context = Context.current();
  const beat = (note: string): void => {
    context.heartbeat(note);
    if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled');
  };
  try {
    return await verb(ports)(task, beat);
  } catch (error) {
    if (error instanceof CancelledFailure) throw error;
    throw asApplicationFailure(error);
  }
};
