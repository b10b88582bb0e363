import { join } from 'node:path';
import { z } from 'zod';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { hadoopAddresses } from './hadoop/hadoop-addresses.ts';
import { hadoopMark, startHadoop } from './hadoop/hadoop-server.ts';
import { obtainJars } from './hadoop/jars.ts';
import { findJava } from './hadoop/java.ts';
import { keepRunning } from './keep-running.ts';
import { metricsPort } from './metrics-ports.ts';
import { USUAL_PORTS, type TemporalPorts } from './ports.ts';
import type { ProcessTable } from './process-table.ts';
import { runProcess, type RunningProcess } from './running-process.ts';
import type { ProcessCommand, StackPlan } from './stack-plan.ts';
import { savedPorts } from './saved-ports.ts';
import { replaceFile, type StateFolder } from './state-folder.ts';
import { obtainTemporal } from './temporal-binary.ts';
import { serverMark, startTemporal } from './temporal-server.ts';
import { untilReady } from './worker-ready.ts';

export const WORKER_PATIENCE_MS = 10_000;
/** What the workers lean on: the first to come, the last to go. */
export const SERVERS: ReadonlySet<string> = new Set(['temporal', 'hadoop']);

const PORT = z.int().min(1).max(65_535);
const temporalPorts = z.object({ grpc: PORT, ui: PORT });

/** The ports of the last time, so that links and bookmarks go on working. */
function wishedPorts(state: StateFolder, note: (line: string) => void): TemporalPorts[] {
  const saved = savedPorts(state.temporalPorts, temporalPorts, note);
  return saved === undefined ? [USUAL_PORTS] : [saved, USUAL_PORTS];
}

/** Where the disk takes nothing the next start may take others; a server that serves is not given up for that. */
function keepPorts(state: StateFolder, ports: TemporalPorts): void {
  try {
    replaceFile(state.temporalPorts, JSON.stringify(ports));
  } catch {
    // links and bookmarks are all that is lost
  }
}

export interface StackAddress {
  /** host:port */
  readonly temporal: string;
  readonly ui: string;
  /** Which Temporal runs and where it came from, in words. */
  readonly temporalFrom: string;
  /** Where rows and files are; null when they are embedded. */
  readonly stores: StoreAddresses | null;
}

/** What a stack is brought up with. */
interface BringUpContext {
  readonly table: ProcessTable;
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
  /** Told of the addresses, again when a server had to move because somebody took its port while it was down. */
  readonly onAddress: (address: StackAddress) => void;
}

interface Server {
  readonly name: 'temporal' | 'hadoop';
  /** What it is, in words. */
  readonly title: string;
  /** Starts it, also again, and resolves when it serves. */
  start(): Promise<RunningProcess>;
}

const logOf = (state: StateFolder, name: string): string => join(state.logs, `${name}.log`);

async function temporalServer(
  { home }: StackPlan,
  state: StateFolder,
  { table, signal, note }: BringUpContext,
  onServing: (where: Omit<StackAddress, 'stores'>) => void,
): Promise<Server> {
  const binary = await obtainTemporal({ note, signal });
  const temporalFrom = `Temporal ${binary.version}, ${binary.from}`;
  const onSpawn = (child: RunningProcess): void => {
    table.add('temporal', serverMark(state.temporalDb), child);
  };
  const settings = { binary, dbFile: state.temporalDb, log: logOf(state, 'temporal'), cwd: home, onSpawn };
  return {
    name: 'temporal',
    title: temporalFrom,
    async start() {
      const { process, ports } = await startTemporal(settings, wishedPorts(state, note), signal);
      keepPorts(state, ports);
      onServing({ temporal: `127.0.0.1:${ports.grpc}`, ui: `http://127.0.0.1:${ports.ui}`, temporalFrom });
      return process;
    },
  };
}

async function hadoopServer(
  state: StateFolder,
  { table, signal, note }: BringUpContext,
  onServing: (stores: StoreAddresses) => void,
): Promise<Server> {
  const java = await findJava();
  const jars = await obtainJars({ java, note, signal });
  const folder = join(state.root, 'hadoop');
  const onSpawn = (child: RunningProcess): void => {
    table.add('hadoop', hadoopMark(folder), child);
  };
  return {
    name: 'hadoop',
    title: `HBase and HDFS (Java ${java.version})`,
    async start() {
      const settings = { java, jars, folder, log: logOf(state, 'hadoop'), onSpawn };
      const { process, ports } = await startHadoop(settings, signal);
      onServing(hadoopAddresses(ports));
      return process;
    },
  };
}

/**
 * Starts Temporal, HBase and HDFS where the plan wants them, then the workers, and starts again what dies.
 * @returns once all of it is ready; `kept` resolves after the signal, when nothing is started again any more
 * @throws TEMPORAL_MISSING, JAVA_MISSING, MAVEN_MISSING, or STACK_FAILED with the tail of a log
 */
export async function bringUp(
  plan: StackPlan,
  state: StateFolder,
  context: BringUpContext,
): Promise<{ readonly where: StackAddress; readonly kept: Promise<unknown> }> {
  const { table, signal, note, onAddress } = context;
  let where: StackAddress = { temporal: '', ui: '', temporalFrom: '', stores: plan.cluster };
  const found = (change: Partial<StackAddress>): void => {
    where = { ...where, ...change };
    onAddress(where);
  };
  const startWorker = async ({ name, command, args }: ProcessCommand): Promise<RunningProcess> => {
    const stores = where.stores === null ? undefined : JSON.stringify(where.stores);
    const addresses = {
      DAYBREAK_TEMPORAL: where.temporal,
      DAYBREAK_TEMPORAL_UI: where.ui,
      DAYBREAK_STORES: stores,
      DAYBREAK_METRICS: `127.0.0.1:${await metricsPort(state, name, note)}`,
    };
    const off = process.env['DAYBREAK_METRICS'] === 'off' ? { DAYBREAK_METRICS: 'off' } : {};
    const env = { ...process.env, DAYBREAK_HOME: plan.home, ...addresses, ...off };
    const child = await runProcess({ name, command, args }, { log: logOf(state, name), cwd: plan.home, env });
    table.add(name, args.join(' '), child);
    return child;
  };

  const servers = [await temporalServer(plan, state, context, found)];
  if (plan.stack === 'hadoop' && plan.cluster === null) {
    servers.push(
      await hadoopServer(state, context, (stores) => {
        found({ stores });
      }),
    );
  }
  const serving = [];
  for (const server of servers) {
    signal.throwIfAborted();
    note(`starting ${server.title}`);
    serving.push({ server, child: await server.start() });
  }
  signal.throwIfAborted();
  note('starting the workers');
  const workers = await Promise.all(
    plan.workers.map(async (worker) => {
      const child = await startWorker(worker);
      await untilReady(worker.name, child, logOf(state, worker.name), signal);
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
  const startAgain = async (server: Server): Promise<RunningProcess> => {
    const before = JSON.stringify(where);
    const child = await server.start();
    // a worker learns the addresses when it starts
    if (JSON.stringify(where) !== before) await table.stop((name) => !SERVERS.has(name), WORKER_PATIENCE_MS);
    return child;
  };
  return {
    where,
    kept: Promise.all([
      ...serving.map(({ server, child }) => keep(server.name, child, () => startAgain(server))),
      ...workers.map(({ worker, child }) => keep(worker.name, child, () => startWorker(worker))),
    ]),
  };
}
