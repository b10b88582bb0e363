import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { bindingsOfWorkflow } from './log-bindings.ts';
import { metricsOptions } from './metrics.ts';
import type { Tracing } from './tracing.ts';

/** Heartbeats reach the server at least this often, so a resumed activity has lost little (default: 80% of the timeout). */
const HEARTBEAT_THROTTLE_MS = 500;

/**
 * Runs a worker until its standard input closes (the supervisor has gone or wants it to end) or it is told to stop, then lets running
 * activities be cancelled and ends. Says `ready` on standard output when it polls.
 */
export async function runWorker(
  { tracing, ...options }: Omit<WorkerOptions, 'connection'> & { readonly tracing: Tracing | undefined },
  log: Logger,
): Promise<void> {
  Runtime.install({
    telemetryOptions: await metricsOptions(process.env, log),
    logger: {
      log: (level, message, meta) => {
        log[pinoLevel(level)](plain(meta), message);
      },
      trace: (message, meta) => {
        log.trace(plain(meta), message);
      },
      debug: (message, meta) => {
        log.debug(plain(meta), message);
      },
      info: (message, meta) => {
        log.info(plain(meta), message);
      },
      warn: (message, meta) => {
        log.warn(plain(meta), message);
      },
      error: (message, meta) => {
        log.error(plain(meta), message);
      },
    },
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  const connection = await NativeConnection.connect({ address: process.env['DAYBREAK_TEMPORAL'] ?? '127.0.0.1:7233' });
  const worker = await Worker.create({
    ...options,
    ...(tracing ? { plugins: [tracing.plugin] } : {}),
    connection,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    shutdownGraceTime: '1s',
    shutdownForceTime: '10s',
  });
  process.stdin.resume();
  process.stdin.once('end', () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  });
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
  await tracing?.close();
  await connection.close();
}

const pinoLevel = (level: string): 'trace' | 'debug' | 'info' | 'warn' | 'error' => {
  const name = level.toLowerCase();
  return name === 'trace' || name === 'debug' || name === 'warn' || name === 'error' ? name : 'info';
};

/** With the night that a workflow is of; numbers such as Temporal's bigint times as JSON can hold them. */
const plain = (meta: Record<string, unknown> | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...bindingsOfWorkflow(meta?.['workflowId']), ...meta }).map(([key, value]) => [
      key,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  );
