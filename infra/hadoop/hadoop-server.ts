import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProcess, type RunningProcess } from '../running-process.ts';
import { saidFromNow } from '../said-from-now.ts';
import { untilReady } from '../worker-ready.ts';
import { choosePorts, type HadoopPorts } from './hadoop-ports.ts';
import type { HadoopJars } from './jars.ts';
import type { Java } from './java.ts';
import { writeSiteFiles } from './site-files.ts';

const HEAP_MB = 1024;
const PORT_TRIES = 3;
/** Of silence: 20 s from start to end on an idle machine of two cores, many minutes on one that is busy with twenty other things, but it says what it does. */
const START_PATIENCE_MS = 240_000;

/** Doors into the JDK that Hadoop and HBase go through. */
const OPENS = [
  ...[
    'java.lang',
    'java.nio',
    'sun.nio.ch',
    'java.lang.reflect',
    'java.util',
    'java.util.concurrent',
    'jdk.internal.ref',
  ].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  '--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED',
  '--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED',
];

export interface HadoopServer {
  readonly process: RunningProcess;
  readonly ports: HadoopPorts;
}

export interface HadoopSettings {
  readonly java: Java;
  readonly jars: HadoopJars;
  /** Holds all its data, its configuration and its ports; made when it is not there. */
  readonly folder: string;
  readonly log: string;
  readonly heapMb?: number;
  /** More options of the JVM. */
  readonly jvm?: readonly string[];
  /** Settings of hbase-site.xml that go before ours. */
  readonly hbase?: Readonly<Record<string, string>>;
  /** Told of the process before it serves, so that it is on record whatever happens next. */
  readonly onSpawn?: (process: RunningProcess) => void;
}

/** Only the server of this folder has this in its command line. */
export const hadoopMark = (folder: string): string => join(folder, 'conf', 'places.properties');

/**
 * Starts HDFS and HBase in one JVM on 127.0.0.1 and waits until both serve, as long as anything moves; 10 to 30 s.
 * @throws STACK_FAILED with the tail of its log
 */
export async function startHadoop(settings: HadoopSettings, signal: AbortSignal): Promise<HadoopServer> {
  const { folder, log } = settings;
  mkdirSync(folder, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const said = saidFromNow(log);
    try {
      return await tryStart(settings, signal);
    } catch (error) {
      signal.throwIfAborted();
      // somebody took a port between the choice and the start
      if (attempt < PORT_TRIES && said().includes('java.net.BindException')) continue;
      throw error;
    }
  }
}

async function tryStart(settings: HadoopSettings, signal: AbortSignal): Promise<HadoopServer> {
  const { java, jars, folder, log, heapMb = HEAP_MB, jvm: more = [], hbase = {}, onSpawn } = settings;
  const ports = await choosePorts(folder);
  writeSiteFiles(folder, ports, hbase);
  // relative, because a class path is split at colons
  const classPath = ['conf', jars.classes, join(jars.folder, '*')].join(delimiter);
  const jvm = [
    `-Xmx${heapMb}m`,
    '-XX:+UseG1GC',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.net.preferIPv4Stack=true',
    ...more,
  ];
  const server = await runProcess(
    {
      name: 'hadoop',
      command: join(java.home, 'bin', 'java'),
      args: [...jvm, ...OPENS, '-cp', classPath, 'LocalHadoop', hadoopMark(folder)],
    },
    { log, cwd: folder, env: process.env },
  );
  onSpawn?.(server);
  try {
    await untilReady('hadoop', server, log, signal, START_PATIENCE_MS);
  } catch (error) {
    await server.stop(5_000);
    throw error;
  }
  return { process: server, ports };
}
