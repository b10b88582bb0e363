import { proxyActivities } from '@temporalio/workflow';
import { COMPUTE_QUEUE, ORCHESTRATION_QUEUE } from './queues.ts';
import type { ComputeActivities, LightActivities } from '../activities/verbs.ts';

/** A heartbeat may be this old before a worker counts as lost; longer than a restart of the Temporal server takes, so that one costs no work. */
const HEARTBEAT_TIMEOUT = '20s';

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5s', maximumAttempts: 12 } as const;

export const light = proxyActivities<LightActivities>({
  taskQueue: ORCHESTRATION_QUEUE,
  startToCloseTimeout: '24h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry,
});

/** Tells people of trouble: soon or not at all. */
export const tell = proxyActivities<Pick<LightActivities, 'alert'>>({
  taskQueue: ORCHESTRATION_QUEUE,
  scheduleToCloseTimeout: '2m',
  startToCloseTimeout: '30s',
  retry: { ...retry, maximumAttempts: 3 },
});

export const compute = proxyActivities<ComputeActivities>({
  taskQueue: COMPUTE_QUEUE,
  // What is computed anew after a cancellation must not be written by the cancelled piece as well.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  startToCloseTimeout: '6h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry,
});
