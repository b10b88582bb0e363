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

export const compute = proxyActivities<ComputeActivities>({
  taskQueue: COMPUTE_QUEUE,
  startToCloseTimeout: '6h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry,
});
