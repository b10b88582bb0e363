import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { asDaybreakError } from '../domain/errors.ts';
import { bringUp, SERVERS, WORKER_PATIENCE_MS } from './bring-up.ts';
import { failedReply, type ControlReply } from './control-protocol.ts';
import { serveControl } from './control-server.ts';
import { processIdentity } from './process-identity.js';
import { processTable } from './process-table.ts';
import type { StackPlan } from './stack-plan.ts';
import { recordKeeper } from './record-keeper.ts';
import type { StateFolder } from './state-folder.ts';

/** Whoever asked for the stack connects within this time, or has died. */
const FIRST_CLIENT_MS = 15_000;
/** After a client that died without a word; one that takes its leave ends the stack at once. */
const LINGER_MS = 1_000;
/** HBase writes what it holds in memory before it ends. */
const SERVER_PATIENCE_MS = 30_000;

/**
 * All that a supervisor does once it holds the lock: brings the stack up, keeps it up, ends it.
 * @param onListening called when commands can connect
 * @param stop ends the stack when it aborts
 * @returns when every process it started is gone
 */
export async function supervise(
  plan: StackPlan,
  state: StateFolder,
  { log, onListening, stop }: { readonly log: Logger; readonly onListening: () => void; readonly stop: AbortSignal },
): Promise<void> {
  const ending = new AbortController();
  const token = randomBytes(16).toString('hex');
  let now: ControlReply = { is: 'starting', detail: 'starting the local stack' };
  let idle: NodeJS.Timeout | undefined;

  const control = await serveControl({
    token,
    onHeld() {
      clearTimeout(idle);
      return now;
    },
    onUnheld(said) {
      endWhenUnheld(said ? 0 : LINGER_MS);
    },
    stay() {
      if (ending.signal.aborted) return now;
      record.change({ mode: 'stay' });
      return { is: 'staying' };
    },
    endsUnheld: () => record.now.mode === 'auto',
    down() {
      end('it was told to');
    },
  });
  const address = { controlPort: control.port, token };
  const itself = {
    pid: process.pid,
    started: processIdentity(process.pid) ?? '',
    build: plan.build,
    stack: plan.stack,
  };
  const nothingYet = { temporal: null, ui: null, temporalFrom: null, stores: null, processes: [] };
  const startedAt = new Date().toISOString();
  const record = recordKeeper(
    state,
    { ...itself, ...address, ...nothingYet, startedAt, state: 'starting', mode: 'auto' },
    log,
  );

  function tell(reply: ControlReply): void {
    now = reply;
    control.tell(reply);
  }
  function end(why: string): void {
    if (ending.signal.aborted) return;
    log.info({ why }, 'ending');
    ending.abort();
    // after a failure its reason is what a client must hear
    if (now.is !== 'failed') tell({ is: 'ending' });
    record.change({ state: 'ending' });
  }
  function endWhenUnheld(delayMs: number): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (record.now.mode === 'auto') end('nobody holds it any more');
    }, delayMs);
  }

  const table = processTable((processes) => {
    record.change({ processes });
  });
  endWhenUnheld(FIRST_CLIENT_MS);
  stop.addEventListener('abort', () => {
    end('it was stopped');
  });
  onListening();

  const aborted = new Promise((resolve) => {
    ending.signal.addEventListener('abort', resolve);
  });
  const lifetime = bringUp(plan, state, {
    table,
    signal: ending.signal,
    note(detail) {
      log.info(detail);
      if (record.now.state === 'starting') tell({ is: 'starting', detail });
    },
    onAddress(where) {
      record.change(where);
      if (now.is === 'up') now = { is: 'up', ...where };
    },
  })
    .then(({ where, kept }) => {
      if (!ending.signal.aborted) {
        record.change({ state: 'up' });
        tell({ is: 'up', ...where });
      }
      return kept;
    })
    .catch((error: unknown) => {
      if (ending.signal.aborted) return;
      log.error({ err: error }, 'it could not start');
      tell(failedReply(asDaybreakError(error)));
      end('it could not start');
    });

  if (stop.aborted) end('it was stopped');
  await aborted;
  clearTimeout(idle);
  // workers first: they finish or hand back their tasks while the servers still listen
  await table.stop((name) => !SERVERS.has(name), WORKER_PATIENCE_MS);
  await table.stop(() => true, SERVER_PATIENCE_MS);
  await lifetime;
  // what was on its way when the end came
  await table.stop(() => true, SERVER_PATIENCE_MS);
  record.remove();
  await control.close();
}
