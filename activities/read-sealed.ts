import { DaybreakError } from '../domain/errors.ts';
import type { LateCost } from '../domain/night-decision.ts';
import type { ManifestScene } from '../domain/night-manifest.ts';
import type { NightCounts } from '../domain/night-result.ts';
import { workOf } from '../domain/night-work.ts';
import type { NightRun } from '../domain/night.ts';
import { readManifest } from './check-sealed.ts';
import { lateCostsOf } from './decide-late.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

/** What a push needs to know of a night that was sealed earlier. */
export interface SealedNight {
  readonly parts: number;
  readonly scenes: readonly ManifestScene[];
  /** What was decided under the night's deadline; empty where nothing was. */
  readonly lateCosts: readonly LateCost[];
  readonly counts: Omit<NightCounts, 'leadsWritten' | 'leadsSame'>;
}

/** @throws DaybreakError NIGHT_MISSING where another run counts, or none. Of `counts`, what the manifest does not say is 0 or empty. */
export const readSealed: Verb<NightRun, SealedNight> = (ports) => async (run) => {
  const manifest = await readManifest(ports.blobs, run);
  if (manifest?.run !== run.run) {
    throw new DaybreakError(
      'NIGHT_MISSING',
      `run ${run.run} of ${run.dictionary} ${run.date} is not the one that counts`,
      'run the night again',
    );
  }
  const prefix = `runs/${run.run}/features/${manifest.scenes[0]?.name ?? ''}/`;
  return {
    parts: manifest.files.filter(({ path }) => path.startsWith(prefix) && path.endsWith('.ids')).length,
    scenes: manifest.scenes,
    lateCosts: manifest.decisions ? lateCostsOf(await readSnapshot(ports.blobs, run)) : [],
    counts: {
      staleDays: 0,
      opportunities: Math.max(0, ...manifest.scenes.map(({ opportunities }) => opportunities)),
      unknown: 0,
      ids: {},
      work: { derived: workOf({}), aggregated: workOf({}) },
      derivedValues: 0,
      aggregatedValues: 0,
      overflows: 0,
      files: manifest.files.length,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    },
  };
};
