import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DaybreakError } from '../../domain/errors.ts';
import { withLock } from '../lock.js';
import { packageRoot } from '../package-root.ts';
import { readFileIfThere } from '../state-folder.ts';
import type { Java } from './java.ts';

const run = promisify(execFile);

const FETCH_PATIENCE_MS = 900_000;

/** Where the pom and the Java source are, also for a build under dist/. */
const sources = (): string => join(packageRoot(), 'infra', 'hadoop');

/** Beside the package, so that all homes on a machine share it. */
const cacheFolder = (): string => join(packageRoot(), '.daybreak', 'hadoop');

const hashOf = (...files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
};

/** What a program needs on its class path to be an HBase and an HDFS. */
export interface HadoopJars {
  /** All of them in one folder, to be named `<folder>/*`. */
  readonly folder: string;
  /** The folder of the compiled LocalHadoop. */
  readonly classes: string;
}

const namesOf = (cache: string): HadoopJars => {
  const pom = join(sources(), 'pom.xml');
  return {
    folder: join(cache, `jars-${hashOf(pom)}`),
    classes: join(cache, `classes-${hashOf(pom, join(sources(), 'LocalHadoop.java'))}`),
  };
};

/** Written last: names and lengths of what Maven delivered. */
const LIST = 'complete.txt';

const listing = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => name !== LIST)
    .sort()
    .map((name) => `${name} ${statSync(join(folder, name)).size}\n`)
    .join('');

const isComplete = (folder: string): boolean =>
  existsSync(folder) && readFileIfThere(join(folder, LIST)) === listing(folder);

/** The jars that are here already, whole; undefined when some are missing. Asks no network. */
export function locateJars(cache = cacheFolder()): HadoopJars | undefined {
  const jars = namesOf(cache);
  return isComplete(jars.folder) && isComplete(jars.classes) ? jars : undefined;
}

/** The reason a program gave: Maven marks it `[ERROR]`, javac says it first. */
function reasonIn(error: unknown): string {
  const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.includes('ERROR'))?.slice(0, 600) ?? lines[0] ?? message;
}

/** Fills a folder aside and puts it in its place by a rename. */
async function make(folder: string, fill: (draft: string) => Promise<unknown>): Promise<void> {
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    await fill(draft);
    writeFileSync(join(draft, LIST), listing(draft));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What Maven says about itself: `Apache Maven 3.8.7 (...)`; undefined when there is none on PATH. */
export async function mavenVersion(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  try {
    const { stdout } = await run('mvn', ['-B', '--version'], { env, timeout: 30_000 });
    return /Apache Maven (\S+)/.exec(stdout)?.[1];
  } catch {
    // absent, or it has no Java: to a person the same
    return undefined;
  }
}

async function fetchJars(draft: string, java: Java, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  if ((await mavenVersion({ ...env, JAVA_HOME: java.home })) === undefined) {
    throw new DaybreakError(
      'MAVEN_MISSING',
      'The stack `hadoop` fetches HBase and HDFS once with Maven, and there is no working `mvn` on PATH',
      'install Maven (Debian and Ubuntu: `apt-get install maven`) and run the same command again',
    );
  }
  const goal = [
    '-B',
    '-q',
    '-f',
    join(sources(), 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${draft}`,
  ];
  try {
    await run('mvn', goal, {
      env: { ...env, JAVA_HOME: java.home },
      signal,
      timeout: FETCH_PATIENCE_MS,
      maxBuffer: 1e8,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new DaybreakError(
      'STACK_FAILED',
      `Maven could not fetch the jars of HBase and HDFS: ${reasonIn(error)}`,
      'connect to the network once, or name a mirror in ~/.m2/settings.xml, and run the same command again',
      error,
    );
  }
}

async function compile(draft: string, jars: string, java: Java, signal: AbortSignal): Promise<void> {
  const javac = join(java.home, 'bin', 'javac');
  if (!existsSync(javac)) {
    throw new DaybreakError(
      'JAVA_MISSING',
      `The Java in ${java.home} is a runtime without a compiler`,
      'install the JDK of the same version (Debian and Ubuntu: `apt-get install openjdk-17-jdk-headless`)',
    );
  }
  const source = join(sources(), 'LocalHadoop.java');
  try {
    await run(javac, ['-proc:none', '-nowarn', '-d', draft, '-cp', join(jars, '*'), source], {
      signal,
      maxBuffer: 1e8,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new DaybreakError(
      'STACK_FAILED',
      `${source} does not compile: ${reasonIn(error)}`,
      'report this as a bug',
      error,
    );
  }
}

/**
 * The jars, fetched by Maven where they are not here yet; two processes at once fetch once.
 * @throws MAVEN_MISSING, JAVA_MISSING, STACK_FAILED with what Maven said
 */
export async function obtainJars({
  java,
  note,
  signal,
  env = process.env,
  cache = cacheFolder(),
}: {
  readonly java: Java;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  readonly cache?: string;
}): Promise<HadoopJars> {
  const here = locateJars(cache);
  if (here) return here;
  mkdirSync(cache, { recursive: true });
  return withLock(join(cache, 'fetch.lock'), async () => {
    const jars = namesOf(cache);
    if (!isComplete(jars.folder)) {
      note('no HBase and HDFS here yet: fetching them with Maven (120 MB) …');
      await make(jars.folder, (draft) => fetchJars(draft, java, signal, env));
    }
    if (!isComplete(jars.classes)) await make(jars.classes, (draft) => compile(draft, jars.folder, java, signal));
    return jars;
  });
}
