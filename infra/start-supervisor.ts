import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { DaybreakError } from '../domain/errors.ts';
import { failureIn } from './control-protocol.ts';
import { logTail, openLog } from './running-process.ts';
import { siblingScript } from './sibling-script.ts';
import type { StackPlan } from './stack-plan.ts';
import { requireRoom, type StateFolder } from './state-folder.ts';
import { supervisorNews } from './supervisor-link.ts';

/**
 * Starts a supervisor that outlives this process.
 * @returns whether it is the one that listens now; false when another one already holds this state folder
 * @throws what kept it from starting
 */
export async function startSupervisor(plan: StackPlan, state: StateFolder): Promise<boolean> {
  const log = join(state.logs, 'supervisor.log');
  const logFile = openLog(log);
  // the folder is there for whoever reads `ps`
  const child = spawn(process.execPath, [...siblingScript('supervisor'), state.root], {
    cwd: plan.home,
    // a session of its own, so that Ctrl-C in the terminal of the command does not reach it
    detached: true,
    stdio: ['ignore', logFile, logFile, 'ipc'],
  });
  closeSync(logFile);
  const news = await new Promise<unknown>((resolve, reject) => {
    child.once('error', reject);
    child.once('message', resolve);
    child.once('exit', resolve);
    // not where it could not be started, which `error` is about to say
    if (child.connected) child.send(plan);
  });
  if (child.connected) child.disconnect();
  child.unref();
  const said = supervisorNews.safeParse(news);
  if (!said.success) {
    // On a full disk its log is empty.
    requireRoom(state);
    throw new DaybreakError(
      'STACK_FAILED',
      `The supervisor ended before it listened; the end of ${log}:\n${logTail(log, 15)}`,
      'mend what the log names and run the same command again',
    );
  }
  if (said.data.is === 'failed') throw failureIn(said.data);
  return said.data.is === 'listening';
}
