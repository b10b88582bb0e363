import type { NightRequest, NightRun } from '../../domain/night.ts';
import { isAfterSealing, takesOver } from '../../domain/replay.ts';
import type { Ports } from '../ports.ts';
import { receiptKeys } from '../receipt.ts';
import { requireReplayedRun } from './replayed-run.ts';

/** What a replay would do; it is made from the files alone, without a stack. */
export interface ReplayOutlook {
  readonly of: NightRun;
  readonly sealed: boolean;
  /** Nothing would be computed, and no new run would begin. */
  readonly asIs: boolean;
  /** How many finished steps of each stage would be taken over, and how many done again. */
  readonly takenOver: Readonly<Record<string, number>>;
  readonly again: Readonly<Record<string, number>>;
  readonly push: boolean;
}

/** @throws DaybreakError NIGHT_MISSING where there is nothing to replay */
export async function outlookOfReplay(ports: Ports, request: NightRequest): Promise<ReplayOutlook> {
  const { run, sealed } = await requireReplayedRun(ports, request);
  const { replay } = request;
  const takenOver: Record<string, number> = {};
  const again: Record<string, number> = {};
  for (const key of await receiptKeys(ports.blobs, run)) {
    const [stage = ''] = key.split('/');
    const counts = replay && takesOver(replay, key) ? takenOver : again;
    counts[stage] = (counts[stage] ?? 0) + 1;
  }
  const asIs = sealed && replay !== undefined && isAfterSealing(replay);
  return { of: run, sealed, asIs, takenOver, again: asIs ? {} : again, push: replay?.push ?? false };
}
