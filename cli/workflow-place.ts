import type { Client, Workflow, WorkflowHandle } from '@temporalio/client';
import type { Stack } from '../infra/stack.ts';
import { connectTemporal } from './night-client.ts';

/** A workflow, wherever its Temporal is. */
interface WorkflowPlace<Run extends Workflow> {
  /** The handle that was given, or after Temporal has moved one by a connection to where it is now. @throws DaybreakError TEMPORAL_UNREACHABLE */
  readonly handle: () => Promise<WorkflowHandle<Run>>;
  /** Closes the connections that were made here. */
  close(): Promise<void>;
}

/** @param temporalNow the address of now, which changes where another process has started Temporal anew */
export function placeOf<Run extends Workflow>(
  given: WorkflowHandle<Run>,
  { temporalAddress, temporalNow }: Pick<Stack, 'temporalAddress' | 'temporalNow'>,
): WorkflowPlace<Run> {
  const opened: Promise<Client>[] = [];
  let [address, now] = [temporalAddress, Promise.resolve(given)];
  return {
    handle() {
      const moved = temporalNow();
      if (moved === address) return now;
      const connecting = connectTemporal(moved);
      const [before, lastAddress] = [now, address];
      opened.push(connecting);
      address = moved;
      now = connecting.then((client) => client.workflow.getHandle<Run>(given.workflowId));
      now.catch(() => {
        // asked again, it tries again
        if (address === moved) [address, now] = [lastAddress, before];
      });
      return now;
    },
    async close() {
      for (const client of await Promise.allSettled(opened))
        if (client.status === 'fulfilled') await client.value.connection.close();
    },
  };
}
