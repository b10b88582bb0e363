import type { Again } from '../activities/step-attempts.ts';
import type { ComputeVerb } from '../activities/verbs.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** A thread works at this many tasks, as each waits a part of its time, for the disk or for the store. */
export const TASKS_A_THREAD = 4;

/** What the compute worker sends to a thread. */
export interface ThreadTask {
  readonly home: string;
  readonly verb: ComputeVerb;
  readonly task: unknown;
  /** Left out at the first attempt, and for the later parts of another one. */
  readonly again?: Again;
  /**
   * Two Int32. The first: 1 asks the thread to stop at its next beat; a thread is never killed, as it may hold the store's write lock. The second
   * counts its signs of life.
   */
  readonly shared: SharedArrayBuffer;
}

export type ThreadAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly next: string };
