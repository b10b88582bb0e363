import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What a `temporal` program says about itself: `1.9.1 (Server 1.32.0, UI 2.54.1)`.
 * @param executable a path, or a name to be found on PATH
 * @returns undefined when there is none, or it does not answer, or it is older than 1.0 (whose `start-dev` differs)
 */
export async function temporalVersion(executable: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(executable, ['--version'], { timeout: 10_000 });
    const version = /temporal version (([1-9]\d*)\..*)/.exec(stdout)?.[1];
    return version?.trim();
  } catch {
    // absent, not executable, made for another machine: in each case it is not a Temporal we can use
    return undefined;
  }
}
