import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '../infra/process-identity.js';

/** Where Linux keeps files in memory. */
export const RAM_DISK = '/dev/shm';
const TMPFS = 0x01021994;

/** Twice what the files of a whole run take at any time. */
const ROOM_BYTES = 4 * 2 ** 30;
/** So much as well for what the tests start. */
const PROCESSES_BYTES = 8 * 2 ** 30;

/** Named after its process, so that the next run finds what one that was killed has left. */
const PREFIX = 'daybreak-tests-';

/** What vitest calls before the first test. */
export default (): (() => void) => ramDisk(process.env);

/**
 * Has the tests keep their temporary files in memory where there is room for them and TMPDIR does not say where they shall be. Most of them wait
 * for databases that have every commit written to the disk, which no test could miss, as none cuts the power.
 * @param env its TMPDIR is set
 * @returns removes the files and TMPDIR
 */
export function ramDisk(env: NodeJS.ProcessEnv, roomBytes = ROOM_BYTES, memoryBytes = freemem()): () => void {
  if (env['TMPDIR'] !== undefined || memoryBytes < roomBytes + PROCESSES_BYTES || diskBytes() < roomBytes)
    return () => undefined;
  const left = readdirSync(RAM_DISK).filter(isOfNobody);
  for (const name of left) rmSync(join(RAM_DISK, name), { recursive: true, force: true });
  const folder = mkdtempSync(join(RAM_DISK, `${PREFIX}${process.pid}-`));
  // Servers that refuse to run as root run as another user.
  chmodSync(folder, 0o755);
  env['TMPDIR'] = folder;
  return () => {
    delete env['TMPDIR'];
    rmSync(folder, { recursive: true, force: true });
  };
}

/** 0 where there is none. */
function diskBytes(): number {
  try {
    const { type, bavail, bsize } = statfsSync(RAM_DISK);
    return type === TMPFS ? bavail * bsize : 0;
  } catch {
    // another system than Linux
    return 0;
  }
}

/** Whether it is the folder of a run that is over. */
function isOfNobody(name: string): boolean {
  const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
  return pid !== undefined && processIdentity(Number(pid)) === undefined;
}
