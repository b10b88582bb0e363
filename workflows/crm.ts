import { executeChild, isCancellation, log, sleep } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { counted } from '../domain/counted.ts';
import type { NightResult } from '../domain/night-result.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { pushSummary, scenePushWorkflowId, type ScenePushRequest } from '../domain/push-request.ts';
import type { PushResult } from '../domain/push-result.ts';
import { ask } from './activities.ts';
import type { Alerts } from './alerts.ts';
import { causeOf } from './failure.ts';
import { scenePush } from './scene-push.ts';
import { keyword } from './search-attributes.ts';

/** Until the push of another night into the same scene has ended, it is looked again this often. */
const AGAIN = '15s';

/**
 * Asks early in the night whether the CRM will take its scores, so that people have time to mend what it complains of. Is not waited for, and
 * whatever comes of it the night goes on: the push asks again.
 */
export function askCrm({ dictionary }: NightRequest, scenes: readonly string[], alerts: Alerts): void {
  for (const scene of scenes) {
    const summary = `will the CRM be ready for ${scene}?`;
    const trouble = (said: string): void => {
      alerts.raise(
        `crm/${scene}`,
        `the CRM is not ready for ${scene}: ${said}`,
        `its scores do not come into the CRM until that is mended; look again with: npx daybreak push check ${dictionary}`,
      );
    };
    ask.checkCrm.executeWithOptions({ summary }, [{ dictionary, scene }]).then(
      (faults) => {
        if (faults.length > 0) trouble(faults.join('; '));
      },
      (error: unknown) => {
        // a night that is cancelled says nothing of the CRM
        if (!isCancellation(error)) trouble(causeOf(error));
      },
    );
  }
}

/** The scenes of a sealed run into the CRM, one after the other. One that fails stops no other; the first failure is thrown at the end. */
export async function pushScenes(
  run: NightRun,
  scenes: readonly string[],
  parts: number,
  tick: () => void,
): Promise<PushResult[]> {
  const results: PushResult[] = [];
  const failures: unknown[] = [];
  for (const scene of scenes) {
    try {
      results.push(await alone({ run, scene, parts, action: 'push' }));
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('a scene did not come into the CRM', { scene, error: causeOf(error) });
      failures.push(error);
    }
    tick();
  }
  if (failures.length > 0) throw failures[0];
  return results;
}

/** What the CRM refused does not come right by itself, and is no failure of the night: the other leads are where they belong. */
export function tellOfDeadLetters({ run, pushes = [] }: NightResult, alerts: Alerts): void {
  for (const { scene, dead, examples } of pushes) {
    if (dead === 0) continue;
    const first = examples[0] ? `, first ${examples[0].id}: ${examples[0].reason}` : '';
    const { dictionary, date } = run;
    alerts.raise(
      `dead/${scene}`,
      `the CRM refused ${counted(dead, 'lead')} of ${scene}${first}`,
      `they keep what the CRM has; see npx daybreak push status ${dictionary} --date ${date} --dead, mend it, then push retry`,
    );
  }
}

/** Waits for its turn: two pushes of one scene would each take the other's values for a person's. */
async function alone(request: ScenePushRequest): Promise<PushResult> {
  const { run, scene } = request;
  for (;;) {
    try {
      return await executeChild(scenePush, {
        workflowId: scenePushWorkflowId(run, scene),
        staticSummary: pushSummary(request),
        memo: { request },
        typedSearchAttributes: [
          keyword('RunDate', run.date),
          keyword('Dictionary', run.dictionary),
          keyword('Scene', scene),
          keyword('RunKind', 'push'),
        ],
        args: [request],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      log.info('another push of the scene is under way; it is waited for', { scene });
      await sleep(AGAIN);
    }
  }
}
