import { DaybreakError } from '../../domain/errors.ts';
import type { HBase } from './client/hbase.ts';

/**
 * A writer that hears nothing of the servers goes on trying for an operation, the last try for a call more. Only after that may another
 * write, or an old request could put an older value over a newer one.
 * @throws DaybreakError SETTINGS_INVALID
 */
export function checkLease(leaseMs: number, { timeouts: { operationTimeoutMs, callTimeoutMs } }: HBase): void {
  if (leaseMs > operationTimeoutMs + callTimeoutMs) return;
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `a writer's lease of ${leaseMs} ms is over before an operation of HBase's client, which may take ${operationTimeoutMs + callTimeoutMs} ms`,
    'open the store with a longer lease, or its connection with shorter timeouts',
  );
}
