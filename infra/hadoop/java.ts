import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DaybreakError } from '../../domain/errors.ts';

const run = promisify(execFile);

/** HBase 2.6 is tried with 17. Below 11 its jars do not load; from 23 on Hadoop's logins fail (`getSubject is not supported`). */
const BEST = 17;
const OLDEST = 11;
const NEWEST = 22;

export const JAVA_ADVICE =
  'install a JDK 17 (Debian and Ubuntu: `apt-get install openjdk-17-jdk-headless`), or name its folder in JAVA_HOME';

export interface Java {
  /** Holds `bin/java`. */
  readonly home: string;
  /** `17.0.15` */
  readonly version: string;
}

const majorOf = (version: string): number => Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0);

const suits = ({ version }: Java): boolean => majorOf(version) >= OLDEST && majorOf(version) <= NEWEST;

/** Where systems put their Javas: Debian and Red Hat, macOS, SDKMAN. */
const FOLDERS = [
  '/usr/lib/jvm',
  '/Library/Java/JavaVirtualMachines',
  join(process.env['HOME'] ?? '/', '.sdkman/candidates/java'),
];

const children = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

function homesOnPath(path: string): string[] {
  return path
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter((program) => existsSync(program))
    .map((program) => dirname(dirname(realpathSync(program))));
}

async function javaIn(home: string): Promise<Java | undefined> {
  try {
    // -version speaks to standard error, `openjdk version "17.0.15" 2025-04-15`
    const { stderr } = await run(join(home, 'bin', 'java'), ['-version'], { timeout: 20_000 });
    const version = /version "([^"]+)"/.exec(stderr)?.[1];
    return version === undefined ? undefined : { home, version };
  } catch {
    // no Java there, or one of another machine
    return undefined;
  }
}

/** Every Java of this machine: JAVA_HOME's, those on PATH, those in the usual folders, in this order. */
export async function javas(env: NodeJS.ProcessEnv, folders: readonly string[] = FOLDERS): Promise<Java[]> {
  const chosen = env['JAVA_HOME'] ?? '';
  const installed = folders.flatMap(children).flatMap((home) => [home, join(home, 'Contents', 'Home')]);
  const homes = [...(chosen === '' ? [] : [chosen]), ...homesOnPath(env['PATH'] ?? ''), ...installed];
  const real = homes.filter((home) => existsSync(join(home, 'bin', 'java'))).map((home) => realpathSync(home));
  const found = await Promise.all([...new Set(real)].map(javaIn));
  return found.filter((java) => java !== undefined);
}

/** The Java to run Hadoop with: a 17 wherever it is, else the first that will do. */
export const chooseJava = (found: readonly Java[]): Java | undefined =>
  found.find(({ version }) => majorOf(version) === BEST) ?? found.find(suits);

/** @throws JAVA_MISSING that names the Javas which will not do */
export async function findJava(env: NodeJS.ProcessEnv = process.env, folders = FOLDERS): Promise<Java> {
  const found = await javas(env, folders);
  const java = chooseJava(found);
  if (java) return java;
  const unfit = found.map(({ home, version }) => `${version} in ${home}`).join(', ');
  throw new DaybreakError(
    'JAVA_MISSING',
    found.length === 0
      ? 'The stack `hadoop` needs Java 17 and there is no Java in JAVA_HOME, on PATH or in the usual folders'
      : `The stack \`hadoop\` needs Java 17 (${OLDEST} to ${NEWEST} will do) and this machine has only ${unfit}`,
    JAVA_ADVICE,
  );
}
