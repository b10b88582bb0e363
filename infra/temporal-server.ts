import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DaybreakError } from '../domain/errors.ts';
import { withLock } from './lock.js';
import { chooseTemporalPorts, type TemporalPorts } from './ports.ts';
import { runProcess, type RunningProcess } from './running-process.ts';
import { saidFromNow } from './said-from-now.ts';
import { temporalServes } from './temporal-answers.ts';
import type { TemporalBinary } from './temporal-binary.ts';

const run = promisify(execFile);

const START_PATIENCE_MS = 60_000;
const PORT_TRIES = 5;

/** How long a finished night stays in the UI. The development server's own default is a day. */
const HISTORY_DAYS = 90;

/** What the workflows are found by in the UI. */
const SEARCH_ATTRIBUTES = ['RunDate', 'Dictionary', 'RunKind', 'Scene'];

export interface TemporalServer {
  readonly process: RunningProcess;
  readonly ports: TemporalPorts;
}

interface ServerSettings {
  readonly binary: TemporalBinary;
  readonly dbFile: string;
  readonly log: string;
  readonly cwd: string;
  /** Told of the process before it serves, so that it is on record whatever happens next. */
  readonly onSpawn: (process: RunningProcess) => void;
}

/** Only this server has this in its command line. */
export const serverMark = (dbFile: string): string => `--db-filename ${dbFile}`;

function serverArguments(dbFile: string, { grpc, ui }: TemporalPorts, newsFlag: boolean): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(grpc), '--ui-port', String(ui)],
    ...['--db-filename', dbFile, '--log-level', 'warn'],
    ...(newsFlag ? ['--ui-disable-news-fetch'] : []),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}

/** Older releases do not know the flag and would refuse to start with it. */
async function knowsNewsFlag({ executable }: TemporalBinary): Promise<boolean> {
  const { stdout } = await run(executable, ['server', 'start-dev', '--help']);
  return stdout.includes('--ui-disable-news-fetch');
}

async function waitUntilItServes({ ui }: TemporalPorts, isVain: () => boolean): Promise<boolean> {
  const giveUpAt = performance.now() + START_PATIENCE_MS;
  while (!isVain() && performance.now() < giveUpAt) {
    if (await temporalServes(`http://127.0.0.1:${ui}`)) return true;
    await sleep(50);
  }
  return false;
}

async function keepHistories({ executable }: TemporalBinary, { grpc }: TemporalPorts): Promise<void> {
  const address = ['--address', `127.0.0.1:${grpc}`];
  const retention = ['--retention', `${HISTORY_DAYS}d`];
  await run(executable, ['operator', 'namespace', 'update', '--namespace', 'default', ...retention, ...address], {
    timeout: 30_000,
  });
}

/** What the server said in this attempt, without the warnings of its inner services; a crash names its reason first. */
const complaintIn = (said: string): string =>
  said
    .split('\n')
    .filter((line) => line !== '' && !line.includes('level=WARN'))
    .slice(0, 8)
    .join('\n');

async function tryStart(
  settings: ServerSettings,
  ports: TemporalPorts,
  signal: AbortSignal,
): Promise<TemporalServer | string> {
  const { binary, dbFile, log, cwd, onSpawn } = settings;
  const args = serverArguments(dbFile, ports, await knowsNewsFlag(binary));
  const said = saidFromNow(log);
  const server = await runProcess(
    { name: 'temporal', command: binary.executable, args },
    { log, cwd, env: process.env },
  );
  onSpawn(server);
  let ended = false;
  void server.exited.then(() => (ended = true));
  const hasEnded = (): boolean => ended;
  let refusal = '';
  try {
    if (await waitUntilItServes(ports, () => hasEnded() || signal.aborted)) {
      await keepHistories(binary, ports);
      // it was another server that answered, if ours has ended meanwhile
      if (!hasEnded()) return { process: server, ports };
    }
  } catch (error) {
    refusal = `${error instanceof Error ? error.message : String(error)}\n`;
  }
  await server.stop(5_000);
  return refusal + complaintIn(said());
}

/** Servers of one user start one after the other, on whatever home, lest two choose the same free port and one crash. */
const startLock = (): string => join(tmpdir(), `daybreak-temporal-${process.getuid?.() ?? 0}.lock`);

/**
 * Starts the server on 127.0.0.1 and waits until its namespace answers. A port that somebody takes between the choice and the
 * start costs another try with other ports.
 * @param wishes pairs of ports to try first
 * @throws STACK_FAILED with what the server said
 */
export async function startTemporal(
  settings: ServerSettings,
  wishes: readonly TemporalPorts[],
  signal: AbortSignal,
): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await withLock(startLock(), async () => {
      signal.throwIfAborted();
      return tryStart(settings, await chooseTemporalPorts(attempt === 1 ? wishes : []), signal);
    });
    if (typeof outcome !== 'string') return outcome;
    signal.throwIfAborted();
    if (attempt < PORT_TRIES && outcome.includes('address already in use')) continue;
    throw new DaybreakError(
      'STACK_FAILED',
      `The Temporal server did not begin to serve (${settings.log}): ${outcome}`,
      'run `daybreak doctor`, mend what it names and run the same command again',
    );
  }
}
