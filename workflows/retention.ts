import type { RetentionRequest, RetentionResult } from '../domain/retention-request.ts';
import { compute } from './activities.ts';

/** Removes the events that the rules of a dictionary name, then has the store give their space free. */
export async function retention(request: RetentionRequest): Promise<RetentionResult> {
  const report = await compute.retainEvents.executeWithOptions({ summary: 'removes what the rules name' }, [request]);
  const { dictionary } = request;
  const purged = await compute.purgeStore.executeWithOptions(
    { summary: 'has the store rewrite its files', startToCloseTimeout: '24h' },
    [{ dictionary }],
  );
  return { report, tablesRewritten: purged.tables };
}
