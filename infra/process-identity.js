import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/** @param {string} columns @param {number} pid */
function ps(columns, pid) {
  try {
    return execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // ps says "no such process" by its exit code
    return '';
  }
}

/** @param {string} path */
function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // a process that has ended has no folder in /proc
    return '';
  }
}

/**
 * When a living process began, in a form that only serves comparison. A pid alone names nobody: the system uses it again.
 * @param {number} pid
 * @returns {string | undefined} undefined when the process has ended, also when nobody has collected it yet (a zombie)
 */
export function processIdentity(pid) {
  if (!hasProc) {
    const [state = '', ...start] = ps('stat=,lstart=', pid).split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : start.join(' ');
  }
  const stat = readOrNothing(`/proc/${String(pid)}/stat`);
  // proc(5): the name in parentheses may hold anything, so count from its end; then state is field 3 and starttime field 22
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/**
 * The command line of a living process, arguments parted by blanks; empty when there is none.
 * @param {number} pid
 * @returns {string}
 */
export function processCommandLine(pid) {
  if (!hasProc) return ps('command=', pid);
  return readOrNothing(`/proc/${String(pid)}/cmdline`)
    .replaceAll('\0', ' ')
    .trim();
}
