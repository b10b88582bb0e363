import { join } from 'node:path';
import { z } from 'zod';
import { keepRunning } from './keep-running.ts';
import { USUAL_PORTS, type TemporalPorts } from './ports.ts';
import type { ProcessTable } from './process-table.ts';
import { runProcess, type RunningProcess } from './running-process.ts';
import type { ProcessCommand, StackPlan } from './stack-plan.ts';
import { readFileIfThere, replaceFile, type StateFolder } from './state-folder.ts';
import { obtainTemporal } from './temporal-binary.ts';
import { serverMark, startTemporal, type TemporalServer } from './temporal-server.ts';
import { untilReady } from './worker-ready.ts';

export const WORKER_PATIENCE_MS = 10_000;

const savedPorts = z.object({ grpc: z.int(), ui: z.int() });

/** The ports of the last time, so that links and bookmarks go on working. */
function wishedPorts(state: StateFolder): TemporalPorts[] {
  const text = readFileIfThere(state.temporalPorts);
  return text === undefined ? [USUAL_PORTS] : [savedPorts.parse(JSON.parse(text)), USUAL_PORTS];
}

export interface StackAddress {
  /** host:port */
  readonly temporal: string;
  readonly ui: string;
  /** Which Temporal runs and where it came from, in words. */
  readonly temporalFrom: string;
}

/**
 * Starts Temporal, then the workers, and starts again what dies.
 * @returns once all of it is ready; `kept` resolves after the signal, when nothing is started again any more
 * @throws TEMPORAL_MISSING, or STACK_FAILED with the tail of a log
 */
export async function bringUp(
  plan: StackPlan,
  state: StateFolder,
  {
    table,
    signal,
    note,
    onAddress,
  }: {
    readonly table: ProcessTable;
    readonly signal: AbortSignal;
    readonly note: (line: string) => void;
    /** Told of the address, again when Temporal had to move because somebody took its port while it was down. */
    readonly onAddress: (address: StackAddress) => void;
  },
): Promise<{ readonly where: StackAddress; readonly kept: Promise<unknown> }> {
  const logOf = (name: string): string => join(state.logs, `${name}.log`);
  const binary = await obtainTemporal({ note, signal });
  const temporalFrom = `Temporal ${binary.version}, ${binary.from}`;
  note(`starting ${temporalFrom}`);

  let where: StackAddress = { temporal: '', ui: '', temporalFrom };
  const startServer = async (wishes: readonly TemporalPorts[]): Promise<TemporalServer> => {
    const onSpawn = (child: RunningProcess): void => {
      table.add('temporal', serverMark(state.temporalDb), child);
    };
    const settings = { binary, dbFile: state.temporalDb, log: logOf('temporal'), cwd: plan.home, onSpawn };
    const server = await startTemporal(settings, wishes, signal);
    replaceFile(state.temporalPorts, JSON.stringify(server.ports));
    where = { temporal: `127.0.0.1:${server.ports.grpc}`, ui: `http://127.0.0.1:${server.ports.ui}`, temporalFrom };
    onAddress(where);
    return server;
  };
  const startWorker = async ({ name, command, args }: ProcessCommand): Promise<RunningProcess> => {
    const env = { ...process.env, DAYBREAK_HOME: plan.home, DAYBREAK_TEMPORAL: where.temporal };
    const child = await runProcess({ name, command, args }, { log: logOf(name), cwd: plan.home, env });
    table.add(name, args.join(' '), child);
    return child;
  };

  const server = await startServer(wishedPorts(state));
  note('starting the workers');
  const workers = await Promise.all(
    plan.workers.map(async (worker) => {
      const child = await startWorker(worker);
      await untilReady(worker.name, child, logOf(worker.name), signal);
      return { worker, child };
    }),
  );

  const keep = (name: string, first: RunningProcess, again: () => Promise<RunningProcess>): Promise<void> =>
    keepRunning(first, again, {
      signal,
      note(what) {
        note(`${name}: ${what}`);
      },
    });
  const serverAgain = async (): Promise<RunningProcess> => {
    const before = where.temporal;
    const restarted = await startServer(wishedPorts(state));
    // a worker learns the address when it starts
    if (where.temporal !== before) await table.stop((name) => name !== 'temporal', WORKER_PATIENCE_MS);
    return restarted.process;
  };
  return {
    where,
    kept: Promise.all([
      keep('temporal', server.process, serverAgain),
      ...workers.map(({ worker, child }) => keep(worker.name, child, () => startWorker(worker))),
    ]),
  };
}
