import { metricMeter, workflowInfo } from '@temporalio/workflow';

/** How much time a running night expects to have left before its deadline, and how late it expects to be: one of them is 0. */
export function measureHeadroom(headroomMs: number): void {
  const [, dictionary = ''] = workflowInfo().workflowId.split('/');
  // Temporal refuses a gauge below 0, and what throws here stops the workflow.
  const gauges = [
    ['daybreak_night_expected_headroom_seconds', 'time left to the deadline as a running night expects it', headroomMs],
    ['daybreak_night_expected_late_seconds', 'time past the deadline as a running night expects it', -headroomMs],
  ] as const;
  for (const [name, said, ms] of gauges)
    metricMeter.createGauge(name, 'float', undefined, said).set(Math.max(0, ms) / 1000, { dictionary });
}
