import { homeStores } from '../infra/home-stores.ts';
import { remoteStack } from '../infra/remote-stack.ts';
import { stackStatus } from '../infra/stack-status.ts';
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
      const stack = remoteStack(home) ?? (await connectLasting(home));
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

/** Joins the local stack, or starts one; one that was to stay up and whose supervisor was killed stays up again. */
async function connectLasting(home: string): Promise<Stack> {
  const { state, mode } = stackStatus(home);
  const stack = await connectStack({ home, onProgress: note });
  if (state !== 'died' || mode !== 'stay') return stack;
  note('the stack was to stay up and its supervisor had been killed: it is up again, until `npx daybreak down`');
  await stack.stay();
  return stack;
}

/** A line for the person at the terminal; results go to standard output, everything else here. */
export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
