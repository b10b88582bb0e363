import { setTimeout as sleep } from 'node:timers/promises';
import { DaybreakError } from '../domain/errors.ts';
import type { StoreAddresses } from '../domain/store-addresses.ts';
import { isLocked } from './lock.js';
import { holdStack, untilGone, type HeldStack } from './stack-client.ts';
import { rememberStack, stackChoice, type StackKind } from './stack-choice.ts';
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
  /** The same as it is now: a Temporal that died takes other ports where somebody took its own meanwhile. */
  readonly temporalNow: () => string;
  readonly uiUrl: string;
  /** Which Temporal runs and where it came from, in words. */
  readonly temporalFrom: string;
  /** Where rows and files live; null when they are embedded in the home. */
  readonly stores: StoreAddresses | null;
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
  /** Where rows and files must live; when left out, where they live already. */
  readonly stack?: StackKind;
  /** What runs beside Temporal; the real workers when left out. */
  readonly workers?: readonly ProcessCommand[];
  /** Told what takes time: a download, the start of Temporal, the workers. */
  readonly onProgress?: (line: string) => void;
}

async function joinOrStart(
  { home, stack: asked, workers, onProgress = () => undefined }: StackRequest,
  state: StateFolder,
): Promise<{ readonly held: HeldStack; readonly record: StackRecord; readonly startedByUs: boolean }> {
  let startedByUs = false;
  const giveUpAt = performance.now() + ENDING_PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    const record = readStackRecord(state);
    if (record && isAlive(record)) {
      refuseOther(record, asked);
      const held = await holdStack(record, onProgress);
      if (held) return { held, record, startedByUs };
    } else if (!isLocked(state.supervisorLock)) {
      const plan = {
        home,
        build: currentBuild(),
        ...stackChoice(home, state, asked),
        workers: workers ?? builtWorkers(),
      };
      startedByUs = await startSupervisor(plan, state);
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

function refuseOther({ stack }: StackRecord, asked: StackKind | undefined): void {
  if (asked === undefined || asked === stack) return;
  throw new DaybreakError(
    'USAGE',
    `The stack \`${asked}\` was asked for and the stack \`${stack}\` is up`,
    'run `daybreak down` first, or leave out --stack',
  );
}

/**
 * Joins the stack of a home, or starts one. Commands that ask at the same moment share one.
 * @throws USAGE when another kind of stack is up, STATE_NEWER, STATE_BUSY, TEMPORAL_MISSING, JAVA_MISSING, MAVEN_MISSING, or STACK_FAILED with the tail of a log
 */
export async function connectStack(request: StackRequest): Promise<Stack> {
  const state = openStateFolder(request.home);
  const { held, record, startedByUs } = await joinOrStart(request, state);
  rememberStack(state, record.stack);
  if (record.build !== currentBuild()) {
    request.onProgress?.(
      'the stack that is up was started by another build of Daybreak: run `daybreak down` to renew it',
    );
  }
  return {
    temporalAddress: held.where.temporal,
    temporalNow: () => readStackRecord(state)?.temporal ?? held.where.temporal,
    uiUrl: held.where.ui,
    temporalFrom: held.where.temporalFrom,
    stores: held.where.stores,
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
