import type { Client, ScheduleDescription, ScheduleHandle, ScheduleSpec } from '@temporalio/client';
import { nightScheduleId, scheduledWorkflowId, type ScheduleTime } from '../domain/night-schedule.ts';
import type { scheduled } from '../workflows/index.ts';
import { ORCHESTRATION_QUEUE } from '../workflows/queues.ts';
import { temporal } from './night-client.ts';

/** A night that was missed because nothing ran is made up for until then; after it the next one is nearer. */
const CATCH_UP = '12h';

/** A dictionary's schedule as Temporal has it. */
export interface NightSchedule extends ScheduleTime {
  readonly paused: boolean;
  /** ISO 8601, UTC; the next few. */
  readonly next: readonly string[];
  /** The last few starts, oldest first: when it was due, and the workflow that began the night. */
  readonly last: readonly { readonly due: string; readonly workflowId: string }[];
}

export const scheduleOf = (client: Client, dictionary: string): ScheduleHandle =>
  client.schedule.getHandle(nightScheduleId(dictionary));

/** Undefined where there is none. */
export async function findSchedule(client: Client, dictionary: string): Promise<NightSchedule | undefined> {
  try {
    return shown(await scheduleOf(client, dictionary).describe());
  } catch (error) {
    const { ScheduleNotFoundError } = await temporal();
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Makes the schedule, or moves the one that is there. A paused one stays paused. */
export async function keepSchedule(client: Client, dictionary: string, { at, zone }: ScheduleTime): Promise<void> {
  const [hour, minute] = at.split(':').map(Number);
  const spec: ScheduleSpec = { calendars: [{ hour: hour ?? 0, minute: minute ?? 0 }], timezone: zone };
  if (await findSchedule(client, dictionary)) {
    await scheduleOf(client, dictionary).update((known) => ({ ...known, spec }));
    return;
  }
  const { ScheduleOverlapPolicy } = await temporal();
  const { defineSearchAttributeKey } = await import('@temporalio/common');
  const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, 'KEYWORD'), value });
  await client.schedule.create<typeof scheduled>({
    scheduleId: nightScheduleId(dictionary),
    spec,
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: CATCH_UP },
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduled',
      workflowId: scheduledWorkflowId(dictionary),
      taskQueue: ORCHESTRATION_QUEUE,
      args: [{ dictionary }],
      typedSearchAttributes: [keyword('Dictionary', dictionary), keyword('RunKind', 'schedule')],
    },
  });
}

function shown({ spec, state, info }: ScheduleDescription): NightSchedule {
  const [calendar] = spec.calendars ?? [];
  const two = (n: number | undefined): string => String(n ?? 0).padStart(2, '0');
  return {
    at: `${two(calendar?.hour[0]?.start)}:${two(calendar?.minute[0]?.start)}`,
    zone: spec.timezone ?? 'UTC',
    paused: state.paused,
    next: info.nextActionTimes.slice(0, 3).map((time) => time.toISOString()),
    last: info.recentActions
      .slice(-5)
      .map(({ scheduledAt, action }) => ({ due: scheduledAt.toISOString(), workflowId: action.workflow.workflowId })),
  };
}
