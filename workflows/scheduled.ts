import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { ScheduledResult, ScheduledTask } from '../domain/night-schedule.ts';
import { nightWorkflowId, type NightRequest } from '../domain/night.ts';
import { light } from './activities.ts';
import { nightly } from './nightly.ts';
import { keyword } from './search-attributes.ts';

/** When Temporal's clock meant it to begin, whenever it did. */
const DUE = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * What a schedule starts: begins the night of its run date under the night's own id, so that there is one night a date whoever asks for it,
 * and ends without waiting for it. A schedule cannot do this itself: Temporal puts the time behind the id that it starts.
 */
export async function scheduled({ dictionary }: ScheduledTask): Promise<ScheduledResult> {
  const { typedSearchAttributes, startTime } = workflowInfo();
  const atMs = (typedSearchAttributes.get(DUE) ?? startTime).getTime();
  const date = await light.dateAt.executeWithOptions({ summary: 'which run date is due?' }, [{ dictionary, atMs }]);
  const request: NightRequest = { dictionary, date, scene: undefined, population: undefined };
  const workflowId = nightWorkflowId(dictionary, date);
  try {
    await startChild(nightly, {
      workflowId,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `${dictionary}: night of ${date}`,
      memo: { request },
      typedSearchAttributes: [keyword('RunDate', date), keyword('Dictionary', dictionary), keyword('RunKind', 'night')],
      args: [request],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { date, workflowId, state: 'runs' };
  }
  return { date, workflowId, state: 'started' };
}
