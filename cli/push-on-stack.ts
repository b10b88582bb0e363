import { pushSummary, scenePushWorkflowId, type ScenePushRequest } from '../domain/push-request.ts';
import type { PushResult } from '../domain/push-result.ts';
import type { scenePush } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import { note, type CliContext } from './context.ts';
import { followNight } from './follow-night.ts';
import { connectTemporal, leaveTemporal } from './night-client.ts';
import { workflowUrl } from './night-text.ts';
import { startAlone } from './start-alone.ts';

/**
 * Runs pushes of scenes as workflows, one after the other, or joins the same ones where they run, and follows each to its end.
 * @throws DaybreakError NIGHT_RUNNING where another push of the scene runs, and whatever a push fails with
 */
export async function pushOnStack(
  context: CliContext,
  requests: readonly ScenePushRequest[],
): Promise<{ readonly results: PushResult[]; readonly ui: string[] }> {
  return context.withStack(async (stack) => {
    const client = await connectTemporal(stack.temporalAddress);
    const results: PushResult[] = [];
    const ui: string[] = [];
    for (const request of requests) {
      const { run, scene } = request;
      const options = {
        workflowId: scenePushWorkflowId(run, scene),
        taskQueue: ORCHESTRATION_QUEUE,
        args: [request] as [ScenePushRequest],
        staticSummary: pushSummary(request),
        searchAttributes: { RunDate: [run.date], Dictionary: [run.dictionary], Scene: [scene], RunKind: ['push'] },
      } as const;
      const handle = await startAlone<typeof scenePush>(client, 'scenePush', options, request, {
        message: `another push of ${scene} of ${run.dictionary} is running`,
        next: 'wait until it has ended; the Temporal UI shows where it stands',
      });
      const url = workflowUrl(stack.uiUrl, handle.workflowId);
      note(`follow it in the Temporal UI: ${url}`);
      results.push(await followNight<typeof scenePush>(handle, context.interrupted, stack));
      ui.push(url);
    }
    await leaveTemporal(client, stack);
    return { results, ui };
  });
}
