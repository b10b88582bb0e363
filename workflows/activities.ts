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

/** A CRM that is down may be so for a while; what it has got is known, so that trying again costs little. */
const patient = { ...retry, initialInterval: '2s', maximumInterval: '1m', maximumAttempts: 20 } as const;

/** Writes into the CRM. Not sent away before the attempt has ended: another one would find its rows half known. */
export const crm = proxyActivities<Pick<LightActivities, 'pushScene' | 'retryPush' | 'undoPush'>>({
  taskQueue: ORCHESTRATION_QUEUE,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  startToCloseTimeout: '24h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: patient,
});

/** Asks the CRM ahead of time: soon or not at all. */
export const ask = proxyActivities<Pick<LightActivities, 'checkCrm'>>({
  taskQueue: ORCHESTRATION_QUEUE,
  scheduleToCloseTimeout: '5m',
  startToCloseTimeout: '2m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry,
});

/** Writes the report of a night that has not ended well: soon or not at all, as nothing else may wait for it. */
export const report = proxyActivities<Pick<LightActivities, 'nightPlace' | 'writeFailure' | 'writeReport'>>({
  taskQueue: ORCHESTRATION_QUEUE,
  scheduleToCloseTimeout: '10m',
  startToCloseTimeout: '5m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { ...retry, maximumAttempts: 3 },
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
