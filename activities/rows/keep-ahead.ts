import type { AheadRun, NightSnapshot } from '../../domain/night-snapshot.ts';
import type { Reason } from '../../domain/night-work.ts';
import type { NightRun } from '../../domain/night.ts';
import { isOfStore } from './base-night.ts';
import { readSnapshot, writeSnapshot } from '../snapshot.ts';
import { tagKey } from '../tag-key.ts';
import type { Verb } from '../verb.ts';

export interface AheadTask {
  readonly run: NightRun;
  readonly ahead: AheadRun;
}

/**
 * Lets a run take over what an earlier run of the same night computed before every source had come, if the same code did it in the same store.
 * What has come in since is judged row by row, as with a sealed night.
 */
export const keepAhead: Verb<AheadTask, undefined> =
  (ports) =>
  async ({ run, ahead }) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const earlier = await readSnapshot(ports.blobs, ahead.run);
    const store = await ports.openStore(run.dictionary, snapshot.timeZone);
    await store.dropTags(tagKey(ahead.run));
    const fits = earlier.codeVersion === ports.codeVersion && earlier.timeZone === snapshot.timeZone;
    if (fits && snapshot.request.full !== true && (await isOfStore(ports.blobs, store, ahead.run)))
      await writeSnapshot(ports.blobs, run, { ...snapshot, ahead });
    return undefined;
  };

/** The run whose rows of a type may be taken over, or why there is none. A replay has its own idea of what has come in since. */
export const earlierRun = ({ ahead, base, replay }: NightSnapshot, type: string): NightRun | Reason =>
  replay === undefined && ahead?.types.includes(type) === true ? ahead.run : base;
