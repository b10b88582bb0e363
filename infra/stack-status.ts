import { metricsUrls } from './metrics-ports.ts';
import { isAlive, readStackRecord, type StackRecord } from './stack-record.ts';
import { stateFolder } from './state-folder.ts';

/** The stack of a home, as people and programs may see it. Nulls where there is none. */
export interface StackStatus {
  /** `died`: its supervisor was killed; the next command, or `down`, cleans up after it. */
  readonly state: 'down' | 'died' | StackRecord['state'];
  readonly mode: StackRecord['mode'] | null;
  /** host:port */
  readonly temporal: string | null;
  readonly ui: string | null;
  readonly temporalFrom: string | null;
  readonly stack: StackRecord['stack'] | null;
  /** Where rows and files are; null when they are embedded. */
  readonly stores: StackRecord['stores'];
  /** ISO 8601, UTC. */
  readonly startedAt: string | null;
  readonly supervisor: number | null;
  readonly processes: readonly {
    readonly name: string;
    readonly pid: number;
    readonly restarts: number;
    readonly alive: boolean;
  }[];
  /** Where Prometheus finds the metrics of each worker that runs. */
  readonly metrics: readonly { readonly name: string; readonly url: string }[];
  readonly logs: string;
}

/** Looks, and changes nothing. */
export function stackStatus(home: string): StackStatus {
  const state = stateFolder(home);
  const { logs } = state;
  const record = readStackRecord(state);
  if (!record) {
    const nowhere = { temporal: null, ui: null, temporalFrom: null, stores: null };
    return {
      state: 'down',
      mode: null,
      stack: null,
      ...nowhere,
      startedAt: null,
      supervisor: null,
      processes: [],
      metrics: [],
      logs,
    };
  }
  const { mode, temporal, ui, temporalFrom, stack, stores, startedAt } = record;
  return {
    state: isAlive(record) ? record.state : 'died',
    ...{ mode, stack, temporal, ui, temporalFrom, stores, startedAt, supervisor: record.pid },
    processes: record.processes.map((entry) => {
      const { name, pid, restarts } = entry;
      return { name, pid, restarts, alive: isAlive(entry) };
    }),
    metrics: metricsUrls(
      state,
      record.processes.filter(isAlive).map(({ name }) => name),
    ),
    logs,
  };
}
