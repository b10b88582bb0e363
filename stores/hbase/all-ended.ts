/**
 * Waits for all of them, also where one fails, so that no request of a batch is on its way any more when its failure is told: one that came
 * later would put its value over that of the next batch.
 * @throws what the first of them in order failed with
 */
export async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason;
}
