import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseTemporalPorts } from '../../infra/ports.ts';
import { stopStack } from '../../infra/stop-stack.ts';
import type { ProcessCommand } from '../../infra/stack-plan.ts';

const OBEDIENT = `console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));`;
const FAILING = `console.error('no such feature: login_99'); process.exit(3);`;

/** A home in a path with blanks, with programs that stand in for the workers. */
export async function temporaryHome(): Promise<{
  readonly home: string;
  readonly workers: ProcessCommand[];
  readonly failingWorkers: ProcessCommand[];
  remove(): Promise<void>;
}> {
  const home = mkdtempSync(join(tmpdir(), 'daybreak stack '));
  // ports of its own, so that tests that run at the same time do not take each other's
  mkdirSync(join(home, '.daybreak'));
  writeFileSync(join(home, '.daybreak', 'temporal-ports.json'), JSON.stringify(await chooseTemporalPorts([])));
  const worker = (name: string, code: string): ProcessCommand => {
    const script = join(home, `${name}.mjs`);
    writeFileSync(script, code);
    return { name, command: process.execPath, args: [script] };
  };
  return {
    home,
    workers: [worker('orchestration-worker', OBEDIENT), worker('compute-worker', OBEDIENT)],
    failingWorkers: [worker('orchestration-worker-too', OBEDIENT), worker('broken-worker', FAILING)],
    async remove() {
      await stopStack(home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Command lines of all living processes that name the home: the supervisor, Temporal and the workers all do. */
export const processesOf = (home: string): string[] =>
  execFileSync('ps', ['-ww', '-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(home) && !line.startsWith('Z') && !line.includes('hold-stack'));

/** Waits until it is true; fails after the patience. */
export async function until(isTrue: () => boolean | Promise<boolean>, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${patienceMs} ms: ${isTrue.toString()}`);
    await sleep(50);
  }
}
