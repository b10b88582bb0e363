import { condition, log, type CancellationScope } from '@temporalio/workflow';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { AheadRun } from '../domain/night-snapshot.ts';
import type { NightRequest, NightRun } from '../domain/night.ts';
import { light } from './activities.ts';
import { causeOf } from './failure.ts';
import type { Watch } from './progress.ts';
import { aggregateDimension, deriveDimension, foldStaleDays, planPieces, planShards, tagTargets } from './stages.ts';

/** Work on dimensions whose sources have come, while the night waits for other sources. */
export interface Ahead {
  /**
   * Ends it, and gives what was done wholly; undefined where nothing was.
   * @param patienceMs how long what is under way may go on; left out: to its end, as it has to be done anyway
   */
  settle(patienceMs?: number): Promise<AheadRun | undefined>;
}

/** How long workers may take to give up what nobody waits for any more. */
const GIVE_UP_MS = 30_000;

/** Begins a run that is never sealed. A failure of it is no failure of the night: whatever is wrong, the night's own run finds again. */
export function workAhead(
  request: NightRequest,
  types: readonly string[],
  watch: Watch,
  began: (run: NightRun) => void,
  scope: CancellationScope,
): Ahead {
  const done: string[] = [];
  let [run, ended] = [undefined as NightRun | undefined, false];
  const quiet = quietly(watch);

  async function work(): Promise<void> {
    const opened = await light.openNight.executeWithOptions({ summary: `begins ahead with ${types.join(', ')}` }, [
      request,
    ]);
    const begun = opened.run;
    run = begun;
    began(begun);
    const pieces = await planPieces(begun);
    await foldStaleDays(begun, opened.types, pieces, quiet);
    await tagTargets(begun, pieces, quiet);
    const shards = await planShards(opened);
    await Promise.all(
      types.map(async (type) => {
        await deriveDimension(begun, shards, type, '');
        if (type !== OPPORTUNITY) await aggregateDimension(begun, shards, type, () => undefined);
        done.push(type);
      }),
    );
  }

  scope
    .run(work)
    .catch((error: unknown) => {
      log.warn('what was begun ahead was not done', { error: causeOf(error) });
    })
    .finally(() => {
      ended = true;
    });

  return {
    async settle(patienceMs) {
      if (patienceMs === undefined) await condition(() => ended);
      else if (patienceMs > 0) await condition(() => ended, patienceMs);
      if (!ended) {
        scope.cancel();
        await condition(() => ended, GIVE_UP_MS);
      }
      return run && done.length > 0 ? { run, types: [...done].sort() } : undefined;
    },
  };
}

/** The night still waits, so nothing of this is a stage of it. */
const quietly = (watch: Watch): Watch => ({
  ...watch,
  update: () => undefined,
  stage: (_stage, _doing, _planned, work) => work(() => undefined),
  dimension: (_stage, _type, work) => work(),
});
