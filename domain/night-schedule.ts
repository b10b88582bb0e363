import type { RunDate } from './run-date.ts';

/** The Temporal Schedule of a dictionary: one at most. */
export const nightScheduleId = (dictionary: string): string => `nights/${dictionary}`;

/** Begins the ids of the workflows that a schedule starts; Temporal puts the time behind it. */
export const scheduledWorkflowId = (dictionary: string): string => `schedule/${dictionary}`;

/** What a schedule starts. */
export interface ScheduledTask {
  readonly dictionary: string;
}

/** What came of it: the night it was for, and whether it began that night or found it running. */
export interface ScheduledResult {
  readonly date: RunDate;
  readonly workflowId: string;
  readonly state: 'started' | 'runs';
}

/** When the nights of a dictionary begin. */
export interface ScheduleTime {
  /** HH:MM by the wall clock of `zone`. */
  readonly at: string;
  readonly zone: string;
}
