import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stack } from '../../infra/stack.ts';
import type { ProcessCommand } from '../../infra/stack-plan.ts';

export interface StackHolder {
  readonly stack: Pick<Stack, 'temporalAddress' | 'uiUrl' | 'startedByUs'>;
  readonly child: ChildProcess;
  /** Lets it release the stack and waits for its end. */
  finish(): Promise<void>;
}

/** Runs hold-stack.ts and waits until it has the stack. */
export async function holdInProcess(home: string, workers: readonly ProcessCommand[]): Promise<StackHolder> {
  const script = join(import.meta.dirname, 'hold-stack.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, home, JSON.stringify(workers)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    stack: JSON.parse(line) as Stack,
    child,
    async finish() {
      child.stdin.end();
      await exited;
    },
  };
}
