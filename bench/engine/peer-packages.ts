import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PINS = join(import.meta.dirname, 'peers/requirements.txt');

export interface PeerPackages {
  /** The Python that has the packages; undefined where there is no Python 3 to begin with. */
  readonly python: string | undefined;
  /** Name to version of what is there. */
  readonly versions: ReadonlyMap<string, string>;
  /** What could not be installed, a sentence each; the bench goes on without. */
  readonly missing: readonly string[];
}

/**
 * Installs the peers, pinned, into a virtual environment in the user's cache, one package after the other so that one that fails takes no
 * other with it. An environment of the same pins is used again.
 * @param file a requirements.txt; without one, that of the engine's peers
 */
export async function peerPackages(say: (line: string) => void, file = PINS): Promise<PeerPackages> {
  const pins = readFileSync(file, 'utf8').trim().split('\n');
  const hash = createHash('sha256').update(pins.join('\n')).digest('hex').slice(0, 12);
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'daybreak-bench', `peers-${hash}`);
  const python = join(folder, 'bin/python');
  const missing: string[] = [];
  if (!existsSync(python)) {
    say(`making a Python environment in ${folder}`);
    const made = await attempt('python3', ['-m', 'venv', folder]);
    if (made !== undefined) {
      return { python: undefined, versions: new Map(), missing: [`no Python environment: ${made}`] };
    }
  }
  const there = await installed(python);
  for (const pin of pins) {
    const [name = '', version = ''] = pin.split('==');
    if (there.get(name) === version) continue;
    say(`installing ${pin}`);
    const failed = await attempt(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', pin]);
    if (failed !== undefined) missing.push(`${pin} could not be installed: ${failed}`);
  }
  const versions = await installed(python);
  if (versions.has('pyspark') && (await attempt('java', ['-version'])) !== undefined) {
    versions.delete('pyspark');
    missing.push('pyspark is left out: there is no Java');
  }
  return { python, versions, missing };
}

async function installed(python: string): Promise<Map<string, string>> {
  const { stdout } = await run(python, ['-m', 'pip', 'list', '--format=json', '--disable-pip-version-check']);
  const packages = JSON.parse(stdout) as { name: string; version: string }[];
  return new Map(packages.map(({ name, version }) => [name.toLowerCase(), version]));
}

/** Undefined when it went well, else the last line of what it said. */
async function attempt(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    await run(command, args, { maxBuffer: 1 << 24 });
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1);
  }
}
