import type { NightRun } from '../domain/night.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

/** How many ids of each type are tagged: what the shards are cut by. */
export const countTags: Verb<{ run: NightRun; types: readonly string[] }, number[]> =
  (ports) =>
  async ({ run, types }) => {
    const { timeZone } = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, timeZone);
    return Promise.all(types.map((type) => store.countTags(tagKey(run), type)));
  };
