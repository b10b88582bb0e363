import type { NightPlan } from '../activities/plan-night.ts';
import type { OpenedNight } from '../activities/open-night.ts';
import type { OpenedReplay } from '../activities/replay/open-replay.ts';
import { cutParts, partsText } from '../domain/parts.ts';
import type { NightRequest } from '../domain/night.ts';
import { compute, light } from './activities.ts';
import type { Watch } from './progress.ts';

/** Pieces that taking results over is cut into. */
const PIECES = 16;

/** What the run has to wait for: a replay or a backfill for nothing, and nobody waits for it. */
export async function planOf(request: NightRequest): Promise<NightPlan> {
  if (request.replay) return light.planReplay.executeWithOptions({ summary: 'looks for the run to replay' }, [request]);
  const plan = await light.planNight.executeWithOptions({ summary: 'reads the settings' }, [request]);
  return request.kind === 'backfill' ? { ...plan, sources: [], deadlineMs: undefined, alerts: false } : plan;
}

/** A run that has begun, or for a replay of the stages after sealing the one that counts. */
export type Opened = OpenedNight | OpenedReplay;

export const openRun = (request: NightRequest): Promise<Opened> =>
  request.replay
    ? light.openReplay.executeWithOptions({ summary: 'begins a run like the earlier one' }, [request])
    : light.openNight.executeWithOptions({ summary: 'checks the dictionary, begins a run' }, [request]);

/** Whether the scores are handed over: nights do, replays and backfills where they were told to. */
export const pushes = ({ kind, replay }: NightRequest): boolean =>
  replay ? replay.push : kind === undefined || kind === 'night';

/** Takes over what a replay does not do anew: copies of files and receipts, so that those steps are found done. */
export async function takeOverStages({ replay }: NightRequest, opened: Opened, watch: Watch): Promise<void> {
  if (!replay || !('of' in opened)) return;
  if (replay.fromStage === undefined && replay.only === undefined && replay.features === undefined) return;
  const { run, of: source } = opened;
  watch.update({ doing: `takes over what run ${source.run} has` });
  await Promise.all(
    cutParts(PIECES, PIECES).map((parts) =>
      compute.takeOver.executeWithOptions(
        { summary: `takes over from run ${source.run}, ${partsText(parts, 'piece')}` },
        [{ run, source, ...parts }],
      ),
    ),
  );
}
