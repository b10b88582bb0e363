import { rmSync } from 'node:fs';
import { z } from 'zod';
import { storeAddresses } from '../domain/store-addresses.ts';
import { processIdentity } from './process-identity.js';
import { stackKind } from './stack-choice.ts';
import { readFileIfThere, replaceFile, type StateFolder } from './state-folder.ts';

const processRecord = z.object({
  name: z.string(),
  pid: z.int(),
  /** processIdentity at the start, so that a pid that the system used again is not taken for ours. */
  started: z.string(),
  /** A part of the command line that only this process has: the second thing checked before any signal. */
  mark: z.string(),
  restarts: z.int(),
});

const stackRecord = z.object({
  pid: z.int(),
  started: z.string(),
  controlPort: z.int(),
  /** Known only to who may read the state folder; without it the control port answers nobody. */
  token: z.string(),
  state: z.enum(['starting', 'up', 'ending']),
  /** `auto` ends with its last client, `stay` when it is told to. */
  mode: z.enum(['auto', 'stay']),
  /** host:port; null until Temporal answers. */
  temporal: z.string().nullable(),
  ui: z.string().nullable(),
  /** Which Temporal runs and where it came from, in words. */
  temporalFrom: z.string().nullable(),
  stack: stackKind.default('embedded'),
  /** Null on an embedded stack, and until a local HBase and HDFS serve. */
  stores: storeAddresses.nullable().default(null),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  build: z.string(),
  processes: z.array(processRecord),
});

export type ProcessRecord = z.infer<typeof processRecord>;
/** What `<home>/.daybreak/stack.json` says about the running stack. */
export type StackRecord = z.infer<typeof stackRecord>;

/** The record of the stack that runs, or of one that died without a word; undefined when none is on record. */
export function readStackRecord(state: StateFolder): StackRecord | undefined {
  const text = readFileIfThere(state.stackFile);
  // only a machine that lost its power leaves a part of this file, and then there is nothing of ours to find
  return text?.trimEnd().endsWith('}') === true ? stackRecord.parse(JSON.parse(text)) : undefined;
}

export const writeStackRecord = (state: StateFolder, record: StackRecord): void => {
  replaceFile(state.stackFile, `${JSON.stringify(record, null, 2)}\n`);
};

export const removeStackRecord = (state: StateFolder): void => {
  rmSync(state.stackFile, { force: true });
};

/** Whether the very process on record still lives. */
export const isAlive = ({ pid, started }: { readonly pid: number; readonly started: string }): boolean =>
  processIdentity(pid) === started;
