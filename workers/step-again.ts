import type { Info } from '@temporalio/activity';
import type { Ports } from '../activities/ports.ts';
import { noteAttempt, type Again } from '../activities/step-attempts.ts';

/** What is noted of an attempt of an activity; undefined for the first one. */
export const againOf = ({ attempt, activityId, workflowExecution }: Info): Again | undefined =>
  attempt > 1 ? { attempt, activity: `${workflowExecution?.runId ?? ''}/${activityId}` } : undefined;

/** Notes that a step is done again. Where that fails the step may succeed all the same, so it is only said in the log. */
export async function tryToNote(ports: Ports, step: string, task: unknown, again: Again): Promise<void> {
  try {
    await noteAttempt(ports, step, task, again);
  } catch (error) {
    ports.log.warn({ step, attempt: again.attempt, error }, 'another attempt could not be noted');
  }
}
