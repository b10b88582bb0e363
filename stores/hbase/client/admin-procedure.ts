import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { HBaseError } from './hbase-error.ts';
import { newNonce, NONCE_GROUP } from './nonce.ts';

const RUNNING = 1;
const NOT_FOUND = 0;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 1_000;

interface ProcedureResult {
  readonly state: number;
  readonly exception?: {
    readonly genericException?: { readonly className: string; readonly message: string } | null;
  } | null;
}

/**
 * Asks the master for something that takes a while and waits for its end. A nonce goes along, so that a request repeated after
 * a lost answer does not start a second one. Throws what the procedure failed with, of kind `remote`, and `timeout` where it
 * has not ended within the cluster's operationTimeoutMs (it goes on all the same).
 */
export async function runProcedure(cluster: Cluster, method: string, request: object): Promise<void> {
  const deadline = performance.now() + cluster.options.operationTimeoutMs;
  const once = { ...request, nonceGroup: NONCE_GROUP, nonce: newNonce() };
  const { response } = await cluster.withMaster((master) =>
    cluster.call<{ procId: unknown }>(master, 'MasterService', method, once),
  );
  const { procId } = response;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, LONGEST_POLL_MS)) {
    const result = await procedureResult(cluster, procId);
    if (result.state === NOT_FOUND) {
      throw new HBaseError('protocol', `The master knows nothing of the ${method} it took on; see what became of it.`);
    }
    if (result.state !== RUNNING) {
      const failure = result.exception?.genericException;
      if (failure) throw procedureFailure(method, failure.className, failure.message);
      return;
    }
    if (performance.now() + pause > deadline) {
      throw new HBaseError('timeout', `${method} did not end within ${cluster.options.operationTimeoutMs} ms.`);
    }
    await sleep(pause);
  }
}

async function procedureResult(cluster: Cluster, procId: unknown): Promise<ProcedureResult> {
  const { response } = await cluster.withMaster((master) =>
    cluster.call<ProcedureResult>(master, 'MasterService', 'getProcedureResult', { procId }),
  );
  return response;
}

function procedureFailure(method: string, javaClass: string, text: string): HBaseError {
  const name = javaClass.slice(javaClass.lastIndexOf('.') + 1);
  return new HBaseError('remote', `${method} failed: ${name}: ${text}`, { javaClass, doNotRetry: true });
}
