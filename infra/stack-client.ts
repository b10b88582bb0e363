import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DaybreakError } from '../domain/errors.ts';
import { failureIn, onReplies, sendMessage, type ControlReply, type ControlRequest } from './control-protocol.ts';
import type { StackAddress } from './bring-up.ts';
import { isAlive, type StackRecord } from './stack-record.ts';

/** For what cannot be killed; `down` and the next start say what is left. */
const GONE_PATIENCE_MS = 60_000;

interface StackConnection {
  /** Asks and waits for the answer to it; `ending` when the stack ends before it answers. */
  ask(ask: Exclude<ControlRequest['ask'], 'hold'>): Promise<ControlReply>;
  close(): void;
}

/** A connection that keeps the stack up as long as it is open. */
export interface HeldStack extends StackConnection {
  readonly where: StackAddress;
  /** Resolves when the stack ends or its supervisor dies while it is still held. */
  readonly lost: Promise<void>;
}

function openConnection(
  { controlPort, token }: StackRecord,
  onReply: (reply: ControlReply) => void,
): StackConnection & { readonly hold: () => void; readonly unref: () => void } {
  const socket = connect({ host: '127.0.0.1', port: controlPort });
  // `close` follows, and says all that matters: the stack is gone
  socket.on('error', () => undefined);
  let waiting: ((reply: ControlReply) => void) | undefined;
  const receive = (reply: ControlReply): void => {
    waiting?.(reply);
    waiting = undefined;
    onReply(reply);
  };
  onReplies(socket, receive);
  let closed = false;
  socket.on('close', () => {
    if (!closed) receive({ is: 'ending' });
  });
  return {
    hold() {
      sendMessage(socket, { token, ask: 'hold' });
    },
    async ask(ask) {
      if (socket.destroyed) return { is: 'ending' };
      socket.ref();
      const answer = new Promise<ControlReply>((resolve) => (waiting = resolve));
      sendMessage(socket, { token, ask });
      return answer;
    },
    unref() {
      socket.unref();
    },
    close() {
      closed = true;
      socket.destroy();
    },
  };
}

/**
 * Joins a stack that runs or is just starting, and waits until it is up.
 * @returns undefined when it is ending or gone
 * @throws what kept it from starting
 */
export function holdStack(record: StackRecord, onProgress: (line: string) => void): Promise<HeldStack | undefined> {
  return new Promise((resolve, reject) => {
    let failure: DaybreakError | undefined;
    let lose: () => void = () => undefined;
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const connection = openConnection(record, (reply) => {
      if (reply.is === 'starting') onProgress(reply.detail);
      else if (reply.is === 'up') {
        const { temporal, ui, temporalFrom, stores } = reply;
        // a command that forgets to let go must still be able to end
        connection.unref();
        resolve({ ...connection, where: { temporal, ui, temporalFrom, stores }, lost });
      } else if (reply.is === 'failed') failure = failureIn(reply);
      else if (reply.is === 'ending') {
        lose();
        const reason = failure;
        if (reason === undefined) resolve(undefined);
        // its processes are still being ended: a command that reports the failure must leave nothing behind
        else {
          void Promise.race([untilGone(record), sleep(GONE_PATIENCE_MS, undefined, { ref: false })]).then(() => {
            reject(reason);
          });
        }
      }
    });
    connection.hold();
  });
}

/** Tells a stack to end; the answer is on its way when this returns, the stack may still take some seconds. */
export async function tellStackToEnd(record: StackRecord): Promise<void> {
  const connection = openConnection(record, () => undefined);
  await connection.ask('down');
  connection.close();
}

/** Waits until a supervisor, and with it everything it started, is gone. */
export async function untilGone(record: StackRecord): Promise<void> {
  while (isAlive(record)) await sleep(30);
}
