import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { deliveredBefore } from '../../activities/delivered-before.ts';
import type { NightManifest } from '../../domain/night-manifest.ts';
import { manifestPath } from '../../domain/night.ts';
import { ROW_RANGES, saltRanges } from '../../domain/salt.ts';
import type { FeatureStore } from '../../stores/feature-store.ts';
import { ago, MIDNIGHT, retentionHome, RUN_DATE, US_A_DAY } from './retention-home.ts';

/** As versions before the sums wrote it: SHA-256 of the SHA-256 of each range's lines, joined by newlines. */
async function hashOfEarlierVersions(store: FeatureStore): Promise<string> {
  const depths: Record<string, number> = { 'user login': 5, 'user post': 3, 'opportunity call': 4 };
  const since = (type: string, feature: string): number => {
    const days = depths[`${type} ${feature}`];
    return days === undefined ? Number.POSITIVE_INFINITY : MIDNIGHT - days * US_A_DAY;
  };
  const hashes: string[] = [];
  for (const range of saltRanges(ROW_RANGES)) {
    const hash = createHash('sha256');
    for await (const lines of store.acceptedRows(range, MIDNIGHT, since)) hash.update(lines);
    hashes.push(hash.digest('hex'));
  }
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}

it('a night that an earlier version sealed is known to be made from the same rows, and from others when they are', async () => {
  const home = await retentionHome();
  const store = await home.dictionary('shop', []);
  await store.putEvents([ago('a', 1), ago('b', 2, { id: 'v' }), ago('c', 9), ago('d', 2, { type: 'opportunity' })]);
  const sealed = await home.night('shop', RUN_DATE);
  expect(sealed.inputs.rows).toMatch(/^sum:[0-9a-f]{64}$/);

  const older: NightManifest = { ...sealed, inputs: { ...sealed.inputs, rows: await hashOfEarlierVersions(store) } };
  const path = manifestPath({ dictionary: 'shop', date: RUN_DATE });
  await home.ports.blobs.write(path, Buffer.from(JSON.stringify(older)));
  const request = { dictionary: 'shop', date: RUN_DATE, scene: undefined, population: undefined };
  expect(await deliveredBefore(home.ports, request)).toEqual(older);

  await store.putEvents([ago('a', 1, { valueText: '2', arrived: 1 })]);
  await expect(deliveredBefore(home.ports, request)).rejects.toMatchObject({ code: 'NIGHT_SEALED' });
  await store.putEvents([ago('a', 1, { arrived: 2 })]);
  expect(await deliveredBefore(home.ports, request)).toEqual(older);
});
