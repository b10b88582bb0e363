import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { Receipt } from '../../activities/receipt.ts';
import { shardTasks } from '../../activities/shard-tasks.ts';
import { computeVerbs, shardVerbs, type ComputeActivities, type LightActivities } from '../../activities/verbs.ts';
import type { Verb } from '../../activities/verb.ts';
import type { Parts } from '../../domain/parts.ts';
import { summed } from '../../domain/summed.ts';
import { ensureBuilt } from '../../infra/ensure-built.js';
import { connectStack } from '../../infra/stack.ts';
import { lightActivities } from '../../workers/light-activities.ts';
import { openLogger } from '../../workers/logger.ts';
import { openPorts, type OpenPorts } from '../../workers/ports.ts';
import { againOf, tryToNote } from '../../workers/step-again.ts';
import { COMPUTE_QUEUE, ORCHESTRATION_QUEUE } from '../../workflows/queues.ts';

export type Activities = LightActivities & ComputeActivities;

export interface InProcess {
  readonly client: Client;
  readonly ports: OpenPorts;
  close(): Promise<void>;
}

/**
 * A real Temporal for a home with both workers in this process, so that a test can put an activity in the place of another.
 * The verbs are the real ones over the real stores; they only run without threads.
 * @param workflowBundle other workflows than those of workflows/
 */
export async function workersInProcess(
  home: string,
  replace: (real: Activities, ports: OpenPorts) => Partial<Activities>,
  workflowBundle?: WorkflowBundle,
): Promise<InProcess> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const stack = await connectStack({ home, workers: [] });
  const place = await workersOn(stack.temporalAddress, home, replace, workflowBundle);
  return {
    ...place,
    async close() {
      await place.close();
      await stack.release();
    },
  };
}

/** The same workers on a Temporal that is there already. */
export async function workersOn(
  address: string,
  home: string,
  replace: (real: Activities, ports: OpenPorts) => Partial<Activities>,
  workflowBundle?: WorkflowBundle,
): Promise<InProcess> {
  const log = openLogger('test');
  log.level = 'silent';
  const ports = openPorts(home, log, null);
  const real = { ...lightActivities(ports), ...withoutThreads(ports) };
  const connection = await NativeConnection.connect({ address });
  // the bundle of the build, as every stack has it: to make one anew takes seconds a file
  const workflows = { workflowBundle: workflowBundle ?? { codePath: join(await ensureBuilt(), 'workflow-bundle.js') } };
  const activities = { ...real, ...replace(real, ports) };
  const workers = await Promise.all([
    Worker.create({ connection, taskQueue: ORCHESTRATION_QUEUE, ...workflows, activities }),
    Worker.create({ connection, taskQueue: COMPUTE_QUEUE, activities, maxHeartbeatThrottleInterval: 100 }),
  ]);
  const running = workers.map((worker) => worker.run());
  const client = new Client({ connection: await Connection.connect({ address }) });
  return {
    client,
    ports,
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await client.connection.close();
      await connection.close();
      await ports.close();
    },
  };
}

function withoutThreads(ports: OpenPorts): ComputeActivities {
  const entries = Object.entries(computeVerbs).map(([name, verb]) => {
    const run = async (task: unknown): Promise<unknown> => {
      const again = againOf(Context.current().info);
      if (again) await tryToNote(ports, name, task, again);
      return (verb as Verb<unknown, unknown>)(ports)(task, () => undefined);
    };
    const overParts = async (parts: Parts): Promise<Record<string, number>> =>
      summed((await Promise.all(shardTasks(parts).map(run))).map((receipt) => (receipt as Receipt).counts));
    return [name, name in shardVerbs ? overParts : run] as const;
  });
  return Object.fromEntries(entries) as unknown as ComputeActivities;
}
