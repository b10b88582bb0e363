import type { RunDate } from '../../domain/run-date.ts';
import { start, type Ran, type Running } from '../end-to-end/daybreak.ts';
import { DISTURBED, type Place } from './place.ts';

/** A night that a command follows; when the command is killed, a person gives it again. */
export interface FollowedNight {
  /** How the command that nobody killed ended. */
  readonly ended: Promise<Ran>;
  readonly hasEnded: () => boolean;
  /** Whether the command has found the stack; one that finds none brings up a stack of its own, whose workers meet no faults. */
  readonly isAttached: () => boolean;
  /** kill -9 of the command that follows it; false when it has ended. */
  killCommand(): boolean;
}

export function followNight(place: Place, date: RunDate): FollowedNight {
  let running: Running;
  let killed = false;
  let over = false;
  const follow = async (): Promise<Ran> => {
    running = nightCommand(place, DISTURBED, date);
    const ran = await running.ended;
    if (!killed) return ran;
    killed = false;
    // the command would start a stack of its own
    await place.up();
    return follow();
  };
  const ended = follow().finally(() => (over = true));
  return {
    ended,
    hasEnded: () => over,
    isAttached: () => running.said().includes('follow it in the Temporal UI'),
    killCommand() {
      if (running.child.exitCode !== null || running.child.signalCode !== null) return false;
      killed = true;
      return running.child.kill('SIGKILL');
    },
  };
}

export const nightCommand = ({ home }: Place, dictionary: string, date: RunDate): Running =>
  start(home, 'night', dictionary, '--date', date, '--json');
