import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { nightWorkflowId } from '../../domain/night.ts';
import type { NightProgress } from '../../domain/progress.ts';
import { json } from './daybreak.ts';

/** A client of the Temporal that serves a home. */
export async function temporalOf(home: string): Promise<Client> {
  const { temporal } = await json<{ temporal: string }>(home, 'status');
  return new Client({ connection: await Connection.connect({ address: temporal }) });
}

/** What the night answers to the `progress` query. */
export const progressOf = (client: Client, dictionary: string, date: string): Promise<NightProgress> =>
  client.workflow.getHandle(nightWorkflowId(dictionary, date)).query<NightProgress>('progress');

/** Asks until the answer is there; fails after the patience with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  is: (answer: T) => boolean,
  patienceMs = 60_000,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    if (performance.now() > giveUpAt) throw new Error(`not within ${patienceMs} ms, last: ${JSON.stringify(answer)}`);
    await sleep(200);
  }
}
