import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { asApplicationFailure } from '../activities/failure.ts';
import type { Ports } from '../activities/ports.ts';
import type { Verb } from '../activities/verb.ts';
import { lightVerbs, type LightActivities } from '../activities/verbs.ts';
import { bindingsOfTask } from './log-bindings.ts';
import { loggedWith } from './logger.ts';
import { observeStep } from './metrics.ts';
import { againOf, tryToNote } from './step-again.ts';

/** The light verbs as Temporal activities, in the orchestration worker's own thread. */
export function lightActivities(ports: Ports): LightActivities {
  const entries = Object.entries(lightVerbs).map(
    ([name, verb]) => [name, activity(ports, name as keyof LightActivities, verb as Verb<unknown, unknown>)] as const,
  );
  return Object.fromEntries(entries) as unknown as LightActivities;
}

const HEARTBEAT_MS = 5_000;

const activity = (ports: Ports, name: keyof LightActivities, verb: Verb<unknown, unknown>) => async (task: unknown) => {
  const context = Context.current();
  let last = '';
  const beat = (note: string): void => {
    last = note;
    context.heartbeat(note);
    if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled');
  };
  // a step may wait longer than a heartbeat may be old, because a CRM asked it to
  const beating = setInterval(() => {
    context.heartbeat(last);
  }, HEARTBEAT_MS);
  const startedMs = performance.now();
  return loggedWith(bindingsOfTask(name, task), async () => {
    try {
      const again = againOf(context.info);
      if (again) await tryToNote(ports, name, task, again);
      const result = await verb(ports)(task, beat);
      observeStep(name, task, result);
      ports.log.info({ ms: Math.round(performance.now() - startedMs) }, 'done');
      return result;
    } catch (error) {
      if (error instanceof CancelledFailure) throw error;
      const failure = asApplicationFailure(error);
      ports.log.error({ code: failure.type, stack: failure.cause?.stack }, failure.message);
      throw failure;
    } finally {
      clearInterval(beating);
    }
  });
};
