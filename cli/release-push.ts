import type { Client } from '@temporalio/client';
import type { NightRun } from '../domain/night.ts';
import type { Stack } from '../infra/stack.ts';
import { readSnapshot } from '../workers/without-temporal.ts';
import type { nightly } from '../workflows/index.ts';
import type { CliContext } from './context.ts';
import { followNight } from './follow-night.ts';
import { startNight } from './night-client.ts';

/** Asks for a sealed night again, now that its scores may be pushed; it computes nothing. @throws DaybreakError of the step that failed */
export async function pushReleased(context: CliContext, client: Client, stack: Stack, run: NightRun): Promise<void> {
  const { dictionary, date, scene, population } = (await readSnapshot(context.ports().blobs, run)).request;
  const handle = await startNight(client, { dictionary, date, scene, population });
  await followNight<typeof nightly>(handle, context.interrupted, stack.lost);
}
