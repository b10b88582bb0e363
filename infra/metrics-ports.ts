import { z } from 'zod';
import { choosePort } from './ports.ts';
import { readFileIfThere, replaceFile, type StateFolder } from './state-folder.ts';

const savedPorts = z.record(z.string(), z.int());
/** Where infra/monitoring/prometheus.yaml looks for them. */
const USUAL: Readonly<Record<string, number>> = { 'orchestration-worker': 9464, 'compute-worker': 9465 };
const TRIES = 5;

const remembered = (state: StateFolder): Record<string, number> => {
  const saved = savedPorts.safeParse(JSON.parse(readFileIfThere(state.metricsPorts) ?? '{}'));
  return saved.success ? saved.data : {};
};

/** A port for a worker's metrics: that of the last time, so that who scrapes it goes on finding it, else a free one, which is remembered. */
export async function metricsPort(state: StateFolder, worker: string): Promise<number> {
  let port = await choosePort(remembered(state)[worker] ?? USUAL[worker] ?? 0);
  // workers start at the same time
  const isTaken = (): boolean => Object.entries(remembered(state)).some(([name, p]) => name !== worker && p === port);
  for (let left = TRIES; left > 0 && isTaken(); left--) port = await choosePort(0);
  replaceFile(state.metricsPorts, JSON.stringify({ ...remembered(state), [worker]: port }));
  return port;
}

/** Where the metrics of these workers are; those that serve none are left out. */
export const metricsUrls = (state: StateFolder, workers: readonly string[]): { name: string; url: string }[] =>
  workers.flatMap((name) => {
    const port = remembered(state)[name];
    return port === undefined ? [] : [{ name, url: `http://127.0.0.1:${port}/metrics` }];
  });
