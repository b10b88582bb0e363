import { nightFolder, type NightRequest } from '../domain/night.ts';
import type { Ports } from './ports.ts';
import { readSnapshot, snapshotPath } from './snapshot.ts';
import type { Verb } from './verb.ts';

/** What a night's trouble is written down and told with, where its dictionary has faults. */
export interface NightPlace {
  /** Left out where nobody can say it: then the store, which keeps days of that zone, is not opened either. */
  readonly timeZone?: string;
  /** Whether somebody wants to be told. */
  readonly alerts: boolean;
}

/** Where the trouble of a night is written down although it could not be planned. @throws DaybreakError DICTIONARY_MISSING */
export const nightPlace: Verb<Pick<NightRequest, 'dictionary'>, NightPlace> =
  (ports) =>
  async ({ dictionary }) => {
    const { alerts } = await ports.dictionaries.readContact(dictionary);
    const timeZone = await zoneOf(ports, dictionary);
    return { ...(timeZone === undefined ? {} : { timeZone }), alerts: alerts !== undefined };
  };

/**
 * The time zone of a dictionary that may have faults: what its settings say, else that of its newest run; undefined where neither is to be had.
 * @throws DaybreakError DICTIONARY_MISSING
 */
async function zoneOf(ports: Pick<Ports, 'blobs' | 'dictionaries'>, name: string): Promise<string | undefined> {
  const { timeZone } = await ports.dictionaries.readContact(name);
  return timeZone ?? zoneOfNewestRun(ports, name);
}

/** The same for whoever can do nothing without one. @throws DaybreakError DICTIONARY_*, SETTINGS_INVALID … where nobody can say it */
export const requireZone = async (ports: Pick<Ports, 'blobs' | 'dictionaries'>, name: string): Promise<string> =>
  (await zoneOf(ports, name)) ?? (await ports.dictionaries.read(name)).settings.time_zone;

/** Run dates that are looked through for a run; a broken dictionary has few nights that began none. */
const DATES = 30;

async function zoneOfNewestRun({ blobs }: Pick<Ports, 'blobs'>, dictionary: string): Promise<string | undefined> {
  const dates = (await blobs.folders(dictionary)).sort().reverse().slice(0, DATES);
  for (const date of dates) {
    const runs = (await blobs.folders(`${nightFolder({ dictionary, date })}/runs`)).map(Number).sort((a, b) => b - a);
    for (const run of runs) {
      const of = { dictionary, date, run };
      if (await blobs.exists(snapshotPath(of))) return (await readSnapshot(blobs, of)).timeZone;
    }
  }
  return undefined;
}
