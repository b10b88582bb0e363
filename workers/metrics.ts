import { createServer } from 'node:net';
import { Runtime, type TelemetryOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { observe } from './night-metrics.ts';

/** Where DAYBREAK_METRICS says that the metrics are served: `host:port`; undefined for nowhere. */
const metricsAddress = (env: NodeJS.ProcessEnv): string | undefined => {
  const said = env['DAYBREAK_METRICS'] ?? '';
  return said === '' || said === 'off' ? undefined : said;
};

/**
 * Temporal's own metrics of this process and Daybreak's, served for Prometheus under /metrics; nothing where the address is taken by
 * another program: a night is worth more than its dashboard.
 */
export async function metricsOptions(env: NodeJS.ProcessEnv, log: Logger): Promise<TelemetryOptions> {
  const address = metricsAddress(env);
  if (address === undefined) return {};
  const fault = await whyNot(address);
  if (fault !== undefined) {
    log.warn({ address, fault }, 'no metrics are served: name a free address with DAYBREAK_METRICS, or `off`');
    return {};
  }
  log.info({ address }, 'metrics are served');
  return {
    metrics: {
      prometheus: { bindAddress: address, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
    },
  };
}

/** Tells the metrics what a step did. A fault in here is logged: no step fails for its dashboard. */
export function observeStep(verb: Parameters<typeof observe>[1], task: unknown, result: unknown): void {
  const { metricMeter, logger } = Runtime.instance();
  try {
    observe(metricMeter, verb, task, result);
  } catch (error) {
    logger.error('a step could not be put into the metrics', { verb, error });
  }
}

/** Whether an address can be listened on; what the system says if not. */
const whyNot = (address: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const [host, port] = [
      address.slice(0, address.lastIndexOf(':')),
      Number(address.slice(address.lastIndexOf(':') + 1)),
    ];
    if (host === '' || !Number.isInteger(port) || port < 1 || port > 65_535) {
      resolve(`"${address}" is not host:port`);
      return;
    }
    const server = createServer();
    server.once('error', ({ message }) => {
      resolve(message);
    });
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
