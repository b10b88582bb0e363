import type { NightManifest } from '../domain/night-manifest.ts';
import type { NightRequest } from '../domain/night.ts';
import { readManifest, sealedWith } from './check-sealed.ts';
import { hashSeenRows } from './hash-rows.ts';
import { refuseUnfinishedLoads } from './load/record.ts';
import { currentInputs } from './night-inputs.ts';
import type { Ports } from './ports.ts';
import { nightRecords } from './record-night.ts';

/**
 * The manifest of a night that is sealed with exactly the present inputs and whose scores are delivered: asking for it again changes nothing.
 * Undefined when there is something to do. @throws DaybreakError NIGHT_SEALED when it was sealed with other inputs
 */
export async function deliveredBefore(ports: Ports, request: NightRequest): Promise<NightManifest | undefined> {
  // First of all: a dictionary with faults is refused at once, without a stack.
  const { folder, hashes } = await currentInputs(ports, request);
  if (!(await readManifest(ports.blobs, request))) return undefined;
  const timeZone = folder.settings.time_zone;
  const night = { dictionary: folder.dictionary, date: request.date, timeZone };
  const rows = await hashSeenRows(ports, night, () => undefined);
  const manifest = await sealedWith(ports, night, { rows, ...hashes }, () => undefined).catch(
    async (sealed: unknown) => {
      // rows that a load under way has brought in are no reason to replay yet
      await refuseUnfinishedLoads(await ports.openStore(request.dictionary, timeZone), request.dictionary);
      throw sealed;
    },
  );
  if (!manifest) return undefined;
  const records = await nightRecords(ports, request.dictionary, timeZone);
  const delivered = records.some(
    ({ date, state, run }) => date === request.date && state === 'delivered' && run === manifest.run,
  );
  return delivered ? manifest : undefined;
}
