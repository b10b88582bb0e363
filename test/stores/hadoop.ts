import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StoreAddresses } from '../../domain/store-addresses.ts';
import { hadoopAddresses } from '../../infra/hadoop/hadoop-addresses.ts';
import { startHadoop, type HadoopServer } from '../../infra/hadoop/hadoop-server.ts';
import { mavenVersion, locateJars, obtainJars } from '../../infra/hadoop/jars.ts';
import { findJava } from '../../infra/hadoop/java.ts';
import { withLock } from '../../infra/lock.js';
import { packageRoot } from '../../infra/package-root.ts';

/** Real servers of HBase and HDFS on 127.0.0.1, as a test sees them. */
export interface HadoopForTests {
  /** host:port */
  readonly masters: readonly string[];
  /** host:port */
  readonly regionServers: readonly string[];
  /** http://127.0.0.1:port, for WebHDFS. */
  readonly namenode: string;
  /** The same for ports: namespace, user and folder are there already. */
  readonly stores: StoreAddresses;
}

/** One of its own, for tests that kill it. */
export interface OwnHadoop extends HadoopForTests {
  readonly pid: number;
  /** kill -9; returns when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same data and ports; stops it first, in good order, where it still runs. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

/** The second compiler costs 40% of the start, and pays only after minutes. */
export const QUICK_START = ['-XX:TieredStopAtLevel=1'];

const never = new AbortController().signal;
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Why there can be no Hadoop on this machine, said loudly; undefined when there can. Nothing is started or fetched. */
export async function whyNoHadoop(): Promise<string | undefined> {
  try {
    const java = await findJava();
    if (locateJars() || (await mavenVersion({ ...process.env, JAVA_HOME: java.home })) !== undefined) return undefined;
    note('NOT TESTED on HBase and HDFS: there is no Maven on PATH');
    return 'there is no Maven on PATH';
  } catch (error) {
    note(`NOT TESTED on HBase and HDFS: ${String(error)}`);
    return String(error);
  }
}

export const describeServer = ({ ports }: Pick<HadoopServer, 'ports'>): HadoopForTests => {
  const stores = hadoopAddresses(ports);
  const [master = '', regionServer = ''] = stores.hbase.registry;
  return { masters: [master], regionServers: [regionServer], namenode: stores.hdfs.namenodes[0] ?? '', stores };
};

/**
 * Starts a Hadoop that only the caller has. It ends with this process, however that ends.
 * @param hbase settings of hbase-site.xml: short leases, for example
 */
export async function ownHadoop(hbase: Readonly<Record<string, string>> = {}): Promise<OwnHadoop> {
  const java = await findJava();
  const jars = await obtainJars({ java, note, signal: never });
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-hadoop-'));
  const start = (): Promise<HadoopServer> =>
    startHadoop({ java, jars, folder, log: join(folder, 'hadoop.log'), heapMb: 768, jvm: QUICK_START, hbase }, never);
  let server = await start();
  const stop = (): Promise<void> => server.process.stop(30_000);
  return {
    ...describeServer(server),
    get pid() {
      return server.process.pid;
    },
    async kill() {
      process.kill(server.process.pid, 'SIGKILL');
      await server.process.exited;
    },
    async restart() {
      await stop();
      server = await start();
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One Hadoop for all test files of this checkout that run at the same time. */
const place = (): string => {
  const checkout = createHash('sha256').update(packageRoot()).digest('hex').slice(0, 8);
  return join(tmpdir(), `daybreak-hadoop-${process.getuid?.() ?? 0}-${checkout}`);
};

function keeperPort(folder: string): number {
  try {
    return Number(readFileSync(join(folder, 'keeper'), 'utf8'));
  } catch {
    // nobody keeps one
    return 0;
  }
}

const connectTo = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    if (port === 0) {
      resolve(undefined);
      return;
    }
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', () => {
      resolve(undefined);
    });
  });

async function startKeeper(folder: string): Promise<Socket> {
  const log = openSync(join(folder, 'keeper.log'), 'w');
  const script = join(import.meta.dirname, 'keep-hadoop.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    cwd: packageRoot(),
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (port) => {
      resolve(Number(port));
    });
    child.once('exit', () => {
      reject(new Error(`the keeper of Hadoop ended: ${readFileSync(join(folder, 'keeper.log'), 'utf8')}`));
    });
  });
  child.disconnect();
  child.unref();
  const socket = await connectTo(port);
  if (!socket) throw new Error('the keeper of Hadoop does not listen');
  return socket;
}

/** @returns undefined when the keeper ended before it answered */
async function joinKept(folder: string): Promise<HadoopForTests | undefined> {
  const socket = await withLock(
    join(folder, 'lock'),
    async () => (await connectTo(keeperPort(folder))) ?? (await startKeeper(folder)),
  );
  const said = await new Promise<string | undefined>((resolve) => {
    createInterface({ input: socket }).once('line', resolve);
    socket.once('close', () => {
      resolve(undefined);
    });
  });
  // held open until this process ends, without keeping it from ending
  socket.unref();
  return said === undefined ? undefined : (JSON.parse(said) as HadoopForTests);
}

/**
 * The Hadoop that test files share: the first one starts it, the others join, and it ends by itself seconds after the last one
 * has ended, however that was. Use names of your own for tables and folders, and do not kill it.
 */
export async function hadoopForTests(): Promise<HadoopForTests> {
  const folder = place();
  mkdirSync(folder, { recursive: true });
  // it may be about to end just when somebody joins
  const hadoop = (await joinKept(folder)) ?? (await joinKept(folder));
  if (hadoop) return hadoop;
  throw new Error(`the keeper of Hadoop ended: ${readFileSync(join(folder, 'keeper.log'), 'utf8')}`);
}
