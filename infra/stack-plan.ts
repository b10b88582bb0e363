import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DaybreakError } from '../domain/errors.ts';
import { storeAddresses } from '../domain/store-addresses.ts';
import { packageRoot } from './package-root.ts';
import { stackKind } from './stack-choice.ts';

/** A program to start, as data: it travels from the command that wants the stack to the supervisor. */
const processCommand = z.object({
  /** Names the process and its log file: `compute-worker`. */
  name: z.string(),
  command: z.string(),
  args: z.array(z.string()).readonly(),
});

/** What a supervisor is told to bring up, apart from Temporal. */
export const stackPlan = z.object({
  home: z.string(),
  build: z.string(),
  stack: stackKind,
  /** The cluster to use instead of bringing up an HBase and HDFS of its own. */
  cluster: storeAddresses.nullable(),
  workers: z.array(processCommand).readonly(),
});

export type ProcessCommand = z.infer<typeof processCommand>;
export type StackPlan = z.infer<typeof stackPlan>;

/** Which build of Daybreak this is: the folder that `dist` points to; `source` when it runs from the sources. */
export function currentBuild(): string {
  const folder = basename(join(import.meta.dirname, '..'));
  return folder.startsWith('dist') ? folder : 'source';
}

/** The workers of a real stack. They run from dist/, so a worker that is started again is of the newest build. */
export function builtWorkers(): ProcessCommand[] {
  return ['orchestration-worker', 'compute-worker'].map((name) => {
    const script = join(packageRoot(), 'dist', 'workers', `${name}.js`);
    if (!existsSync(script)) {
      throw new DaybreakError(
        'STACK_FAILED',
        `The worker ${script} is not built`,
        'run `npm run build` in the package folder',
      );
    }
    return { name, command: process.execPath, args: ['--enable-source-maps', script] };
  });
}
