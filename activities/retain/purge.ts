import type { PurgeReport } from '../../stores/feature-store.ts';
import type { Verb } from '../verb.ts';

interface PurgeTask {
  readonly dictionary: string;
}

/** As `FeatureStore.purge`. One that was killed is done again from the first table; one that was cancelled waits no longer. */
export const purgeStore: Verb<PurgeTask, PurgeReport> =
  (ports) =>
  async ({ dictionary }, beat) => {
    const { settings } = await ports.dictionaries.read(dictionary);
    const store = await ports.openStore(dictionary, settings.time_zone);
    return store.purge(beat);
  };
