import { homeStores } from '../infra/home-stores.ts';
import { remoteStack } from '../infra/remote-stack.ts';
import { connectStack, type Stack } from '../infra/stack.ts';
import { openStateFolder } from '../infra/state-folder.ts';
import { openLogger } from '../workers/logger.ts';
import { openPorts, type OpenPorts } from '../workers/ports.ts';
import { homeFolder } from './home.ts';

/** What every command can use; nothing is opened before it is asked for. */
export interface CliContext {
  readonly home: string;
  /** Set by Ctrl-C or SIGTERM; long work looks at it and ends in good order. */
  readonly interrupted: AbortSignal;
  ports(): OpenPorts;
  /** Joins the stack that is up, or starts one for the time of `work`; with DAYBREAK_TEMPORAL set, uses the one that runs there. */
  withStack<T>(work: (stack: Stack) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openContext(interrupted: AbortSignal): CliContext {
  const home = homeFolder();
  let ports: OpenPorts | undefined;
  return {
    home,
    interrupted,
    ports: () => {
      if (!ports) {
        openStateFolder(home);
        ports = openPorts(home, openLogger('cli'), homeStores(home));
      }
      return ports;
    },
    withStack: async (work) => {
      const stack = remoteStack(home) ?? (await connectStack({ home, onProgress: note }));
      try {
        return await work(stack);
      } finally {
        await stack.release();
      }
    },
    close: async () => {
      await ports?.close();
    },
  };
}

/** A line for the person at the terminal; results go to standard output, everything else here. */
export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
