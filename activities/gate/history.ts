import type { SceneGate } from '../../domain/gate-result.ts';
import type { GoodNight } from '../../domain/gate-measures.ts';
import type { NightRun } from '../../domain/night.ts';
import { parseDate } from '../../domain/run-date.ts';
import { readManifest } from '../check-sealed.ts';
import { readGates } from './files.ts';
import { readMeasures } from './measure-files.ts';
import type { Ports } from '../ports.ts';

/** Nights looked through at most: what lies further back says little about tonight. */
const NIGHTS = 90;

/** How many good nights are wanted of each scene. */
export type NightsWanted = ReadonlyMap<string, number>;

/**
 * The good nights before a run, by scene, newest first: sealed nights whose scores of the scene were handed over. A night that a person
 * released is the last one looked at: whoever lets a change pass says that nights are like this from now on.
 */
export async function goodNights(
  { blobs }: Ports,
  { dictionary, date }: NightRun,
  wanted: NightsWanted,
): Promise<ReadonlyMap<string, readonly GoodNight[]>> {
  const found = new Map<string, GoodNight[]>();
  const open = new Set(wanted.keys());
  const dates = (await blobs.folders(dictionary)).filter((name) => parseDate(name) !== undefined && name < date);
  for (const earlier of dates.reverse().slice(0, NIGHTS)) {
    if (open.size === 0) break;
    const manifest = await readManifest(blobs, { dictionary, date: earlier });
    if (!manifest) continue;
    const run = { dictionary, date: earlier, run: manifest.run };
    const good = (await readGates(blobs, run)).filter((gate) => open.has(gate.scene) && isGood(gate));
    const measures = good.length > 0 ? await readMeasures(blobs, run) : undefined;
    for (const { scene, outcome } of good) {
      const of = measures?.scenes.find((measured) => measured.scene === scene);
      if (!of) continue;
      const nights = [...(found.get(scene) ?? []), { date: earlier, measures: of }];
      found.set(scene, nights);
      if (outcome === 'released' || nights.length >= (wanted.get(scene) ?? 0)) open.delete(scene);
    }
  }
  return found;
}

const isGood = ({ outcome }: SceneGate): boolean => outcome === 'passed' || outcome === 'released';
