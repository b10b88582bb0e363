import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../domain/errors.ts';
import { isLocked } from './lock.js';
import { holdStack, untilGone, type HeldStack } from './stack-client.ts';
import { builtWorkers, currentBuild, type ProcessCommand } from './stack-plan.ts';
import { isAlive, readStackRecord, type StackRecord } from './stack-record.ts';
import { startSupervisor } from './start-supervisor.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

/** A stack that is ending must be gone within this time, children that do not listen included. */
const ENDING_PATIENCE_MS = 60_000;

/** A local stack that is up, and stays up for as long as this is not released and its process lives. */
export interface Stack {
  /** host:port */
  readonly temporalAddress: string;
  readonly uiUrl: string;
  /** Which Temporal runs and where it came from, in words. */
  readonly temporalFrom: string;
  readonly startedByUs: boolean;
  /** Resolves if the stack ends before it is released: somebody ran `down`, or killed the supervisor. */
  readonly lost: Promise<void>;
  /** Keeps the stack up after the last client has let go, until `stopStack`. */
  stay(): Promise<void>;
  /** Lets go. If nobody else needs the stack and nobody ran `up`, returns when all its processes are gone. */
  release(): Promise<void>;
}

interface StackRequest {
  readonly home: string;
  /** What runs beside Temporal; the real workers when left out. */
  readonly workers?: readonly ProcessCommand[];
  /** Told what takes time: a download, the start of Temporal, the workers. */
  readonly onProgress?: (line: string) => void;
}

async function joinOrStart(
  { home, workers, onProgress = () => undefined }: StackRequest,
  state: StateFolder,
): Promise<{ readonly held: HeldStack; readonly record: StackRecord; readonly startedByUs: boolean }> {
  let startedByUs = false;
  const giveUpAt = performance.now() + ENDING_PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    const record = readStackRecord(state);
    if (record && isAlive(record)) {
      const held = await holdStack(record, onProgress);
      if (held) return { held, record, startedByUs };
    } else if (!isLocked(state.supervisorLock)) {
      startedByUs = await startSupervisor({ home, build: currentBuild(), workers: workers ?? builtWorkers() }, state);
      continue;
    }
    // one that ends, or one that has only just begun
    await sleep(100);
  }
  throw new DaybreakError(
    'STATE_BUSY',
    `The local stack in ${state.root} has been ending for ${ENDING_PATIENCE_MS / 1000} s`,
    'look at `daybreak status`, end the process that it names and run the same command again',
  );
}

/**
 * Joins the stack of a home, or starts one. Commands that ask at the same moment share one.
 * @throws STATE_NEWER, STATE_BUSY, TEMPORAL_MISSING, or STACK_FAILED with the tail of a log
 */
export async function connectStack(request: StackRequest): Promise<Stack> {
  const state = openStateFolder(request.home);
  const { held, record, startedByUs } = await joinOrStart(request, state);
  if (record.build !== currentBuild()) {
    request.onProgress?.(
      'the stack that is up was started by another build of Daybreak: run `daybreak down` to renew it',
    );
  }
  return {
    temporalAddress: held.where.temporal,
    uiUrl: held.where.ui,
    temporalFrom: held.where.temporalFrom,
    startedByUs,
    lost: held.lost,
    async stay() {
      await held.ask('stay');
    },
    async release() {
      const answer = await held.ask('leave');
      held.close();
      if (answer.is === 'ending' || (answer.is === 'left' && answer.last)) await untilGone(record);
    },
  };
}
