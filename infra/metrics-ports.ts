import { z } from 'zod';
import { choosePort } from './ports.ts';
import { savedPorts } from './saved-ports.ts';
import { replaceFile, type StateFolder } from './state-folder.ts';

const portsByName = z.record(z.string(), z.int().min(1).max(65_535));
/** Where infra/monitoring/prometheus.yaml looks for them. */
const USUAL: Readonly<Record<string, number>> = { 'orchestration-worker': 9464, 'compute-worker': 9465 };
const TRIES = 5;

type Note = (line: string) => void;

const remembered = (state: StateFolder, note: Note = () => undefined): Record<string, number> =>
  savedPorts(state.metricsPorts, portsByName, note) ?? {};

/** A port for a worker's metrics: that of the last time, so that who scrapes it goes on finding it, else a free one, which is remembered. */
export async function metricsPort(state: StateFolder, worker: string, note: Note = () => undefined): Promise<number> {
  let port = await choosePort(remembered(state, note)[worker] ?? USUAL[worker] ?? 0);
  // workers start at the same time
  const isTaken = (): boolean => Object.entries(remembered(state)).some(([name, p]) => name !== worker && p === port);
  for (let left = TRIES; left > 0 && isTaken(); left--) port = await choosePort(0);
  if (remembered(state)[worker] !== port) keep(state, { ...remembered(state), [worker]: port }, note);
  return port;
}

/** Where the disk takes nothing the next start may take another; a worker is not kept from starting for that. */
function keep(state: StateFolder, ports: Record<string, number>, note: Note): void {
  try {
    replaceFile(state.metricsPorts, JSON.stringify(ports));
  } catch (error) {
    note(
      `the port of the metrics is not remembered for the next start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Where the metrics of these workers are; those that serve none are left out. */
export const metricsUrls = (state: StateFolder, workers: readonly string[]): { name: string; url: string }[] =>
  workers.flatMap((name) => {
    const port = remembered(state)[name];
    return port === undefined ? [] : [{ name, url: `http://127.0.0.1:${port}/metrics` }];
  });
