import type { NightRun } from '../domain/night.ts';
import type { SaltRange } from '../domain/salt.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

/** At least so many pieces of all stored ids, for stages that write no files: they decide nothing but how many workers can help. */
const PIECES = 8;

/** Ranges of salts that cover all stored ids, cut where the store's regions are, so that each is read from one place. */
export const planPieces: Verb<NightRun, SaltRange[]> = (ports) => async (run) => {
  const { timeZone } = await readSnapshot(ports.blobs, run);
  return (await ports.openStore(run.dictionary, timeZone)).saltRanges(PIECES);
};
