import { parseFeatureName } from '../../domain/feature-name.ts';
import { OPPORTUNITY } from '../../domain/dictionary.ts';
import type { NightSnapshot, SnapshotModel } from '../../domain/night-snapshot.ts';

/** What tells a change from a drift: texts that are equal in two nights where the same thing was measured. */

/** Who is in a scene. */
export function populationText({ scenes, request }: NightSnapshot, scene: string): string {
  const rule = scenes.find(({ name }) => name === scene)?.population;
  return JSON.stringify(request.population ?? rule ?? 'all');
}

/** Of every feature with a column. One that the night had to do without, near its deadline, is another than it is with data. */
export function featureDefinitions(snapshot: NightSnapshot): Record<string, string> {
  const without = leftOut(snapshot);
  return Object.fromEntries(
    snapshot.index.entries
      .filter(({ state }) => state === 'active')
      .map(({ feature, hash }) => [feature, without.has(typeOf(feature)) ? `${hash} left out` : hash]),
  );
}

/** A model that reads features which the night had to do without is another than it is with them. */
export const modelDefinition = (snapshot: NightSnapshot, { manifest, blob }: SnapshotModel): string =>
  JSON.stringify([blob, manifest, manifest.features.some((feature) => leftOut(snapshot).has(typeOf(feature)))]);

const typeOf = (feature: string): string => parseFeatureName(feature)?.type ?? OPPORTUNITY;

const leftOut = ({ decisions = [] }: NightSnapshot): Set<string> =>
  new Set(decisions.filter(({ policy }) => policy === 'without').map(({ dimension }) => dimension));
