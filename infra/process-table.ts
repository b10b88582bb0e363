import { processIdentity } from './process-identity.js';
import type { RunningProcess } from './running-process.ts';
import type { ProcessRecord } from './stack-record.ts';

/** The processes a supervisor has started, by name; a name that comes again replaces the one that died. */
export interface ProcessTable {
  add(name: string, mark: string, child: RunningProcess): void;
  /** Ends the processes that the names are true of, all at once, and returns when they are gone. */
  stop(which: (name: string) => boolean, patienceMs: number): Promise<void>;
}

/** @param onChange given all records, in the order of first starts, whenever one is added */
export function processTable(onChange: (records: ProcessRecord[]) => void): ProcessTable {
  const table = new Map<string, { readonly child: RunningProcess; readonly record: ProcessRecord }>();
  return {
    add(name, mark, child) {
      const before = table.get(name);
      const restarts = before ? before.record.restarts + 1 : 0;
      const started = processIdentity(child.pid) ?? 'ended at once';
      table.set(name, { child, record: { name, pid: child.pid, started, mark, restarts } });
      onChange([...table.values()].map(({ record }) => record));
    },
    async stop(which, patienceMs) {
      const chosen = [...table].filter(([name]) => which(name));
      await Promise.all(chosen.map(([, { child }]) => child.stop(patienceMs)));
    },
  };
}
