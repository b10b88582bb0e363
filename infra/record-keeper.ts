import type { Logger } from 'pino';
import { removeStackRecord, writeStackRecord, type StackRecord } from './stack-record.ts';
import type { StateFolder } from './state-folder.ts';

/** The record of a stack, on disk as it changes. */
export interface RecordKeeper {
  readonly now: StackRecord;
  /** Never throws: where the disk takes nothing, what runs goes on, and the whole record is written as soon as it can be. */
  change(change: Partial<StackRecord>): void;
  remove(): void;
}

const AGAIN_MS = 5_000;

/** @throws where the first record cannot be written */
export function recordKeeper(state: StateFolder, first: StackRecord, log: Pick<Logger, 'error'>): RecordKeeper {
  let record = first;
  let again: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(again);
    try {
      writeStackRecord(state, record);
    } catch (error) {
      log.error({ err: error }, 'the record of the stack could not be written');
      again = setTimeout(write, AGAIN_MS);
    }
  };
  writeStackRecord(state, record);
  return {
    get now() {
      return record;
    },
    change(change) {
      record = { ...record, ...change };
      write();
    },
    remove() {
      clearTimeout(again);
      removeStackRecord(state);
    },
  };
}
