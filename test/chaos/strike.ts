import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stackStatus } from '../../infra/stack-status.ts';
import { eventually } from '../end-to-end/temporal.ts';
import type { Fault, Victim } from './faults.ts';
import type { FollowedNight } from './followed-night.ts';
import type { Place } from './place.ts';

/** What a fault is done to. */
interface Scene {
  readonly place: Place;
  readonly night: FollowedNight;
  /** What an undisturbed night takes. */
  readonly nightMs: number;
  /** Writes the `_SUCCESS` that a late source holds back. */
  readonly complete: () => Promise<void>;
}

/** Does a fault in its time, undoes what a machine would undo by itself, and gives whether the night still ran when it struck. */
export async function strike(fault: Fault, scene: Scene): Promise<boolean> {
  const { place, night, nightMs } = scene;
  // it is there from the beginning, see switchesOf
  if (fault.kind === 'slow') return true;
  await sleep(fault.at * nightMs);
  switch (fault.kind) {
    case 'kill':
      return kill(fault.victim, place, night);
    case 'freeze':
      return freeze(fault.victim, fault.forMs, place, night);
    case 'disk':
      return fillDisk(fault, place, night);
    case 'crm':
      return failCrm(fault, place, night);
    case 'late':
      await scene.complete();
      return true;
  }
}

async function kill(victim: Victim, place: Place, night: FollowedNight): Promise<boolean> {
  if (victim === 'command') return night.killCommand();
  const pid = await victimOf(victim, place, night);
  if (pid !== undefined) signal(pid, 'SIGKILL');
  return pid !== undefined;
}

async function freeze(victim: Victim, forMs: number, place: Place, night: FollowedNight): Promise<boolean> {
  const pid = await victimOf(victim, place, night);
  if (pid === undefined) return false;
  signal(pid, 'SIGSTOP');
  await sleep(forMs);
  signal(pid, 'SIGCONT');
  return true;
}

/** No file of these processes can grow or be written, those of processes that are started meanwhile included. */
async function fillDisk(
  { whose, forMs }: Fault & { kind: 'disk' },
  place: Place,
  night: FollowedNight,
): Promise<boolean> {
  await attached(night);
  if (night.hasEnded()) return false;
  const pids = (): number[] => {
    const { processes, supervisor } = stackStatus(place.home);
    const those = processes.filter(({ name, alive }) => alive && (whose === 'all' || name.endsWith('-worker')));
    return [...(whose === 'all' && supervisor !== null ? [supervisor] : []), ...those.map(({ pid }) => pid)];
  };
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    for (const pid of pids()) limitFiles(pid, '0');
    await sleep(150);
  }
  // the supervisor first: what it starts has its limit
  for (let round = 0; round < 2; round++) for (const pid of pids()) limitFiles(pid, 'unlimited');
  return true;
}

/** The largest file that a process may write, in bytes; the hard limit stays where it is, so that it can be raised again. */
function limitFiles(pid: number, bytes: string): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'pipe' });
  } catch (error) {
    if (isThere(pid)) throw error;
  }
}

async function failCrm({ how, forMs }: Fault & { kind: 'crm' }, place: Place, night: FollowedNight): Promise<boolean> {
  if (night.hasEnded()) return false;
  place.turn({ ...place.switches(), crm: how });
  const until = performance.now() + forMs;
  while (performance.now() < until && !night.hasEnded()) await sleep(100);
  const { crm, ...others } = place.switches();
  place.turn(others);
  return crm !== undefined;
}

/** Its pid, once it is up again where another fault had ended it; undefined when the night ends before. */
async function victimOf(victim: Victim, { home }: Place, night: FollowedNight): Promise<number | undefined> {
  const find = (): number | undefined => {
    const { state, supervisor, processes } = stackStatus(home);
    // a stack that loses a process before it serves is not brought up, and says so
    if (state !== 'up') return undefined;
    if (victim === 'supervisor') return supervisor ?? undefined;
    return processes.find(({ name, alive }) => name === victim && alive)?.pid;
  };
  if (victim === 'supervisor') await attached(night);
  const isSettled = (pid: number | undefined): boolean => pid !== undefined || night.hasEnded();
  return eventually(() => Promise.resolve(night.hasEnded() ? undefined : find()), isSettled, 180_000);
}

async function attached(night: FollowedNight): Promise<void> {
  await eventually(() => Promise.resolve(night.isAttached() || night.hasEnded()), Boolean, 180_000);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (isThere(pid)) throw error;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
