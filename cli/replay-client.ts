import type { Client } from '@temporalio/client';
import { nightWorkflowId, type NightRequest } from '../domain/night.ts';
import type { nightly } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import type { NightHandle } from './night-client.ts';
import { startAlone } from './start-alone.ts';

/**
 * Starts a replay, or joins the same one when it runs. It takes the place of the night's workflow, so that there is never a second run of a night.
 * @throws DaybreakError NIGHT_RUNNING when the night or another replay of it runs, TEMPORAL_UNREACHABLE
 */
export function startReplay(client: Client, request: NightRequest): Promise<NightHandle> {
  const { dictionary, date, replay } = request;
  const options = {
    workflowId: nightWorkflowId(dictionary, date),
    taskQueue: ORCHESTRATION_QUEUE,
    args: [request] as [NightRequest],
    staticSummary: [`${dictionary}: replay of ${date}`, ...(replay?.because ? [replay.because] : [])].join(', '),
    searchAttributes: { RunDate: [date], Dictionary: [dictionary], RunKind: ['replay'] },
  } as const;
  return startAlone<typeof nightly>(client, 'nightly', options, request, {
    message: `the night ${dictionary} ${date}, or another replay of it, is running`,
    next: `wait until it has ended; npx daybreak nights ${dictionary} shows where it stands`,
  });
}
