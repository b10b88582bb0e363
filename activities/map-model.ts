import { columnsOf } from '../domain/feature-index.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import type { NightRun } from '../domain/night.ts';
import { readIds, writeIds } from '../engine/libsvm-ids.ts';
import { joined } from '../engine/libsvm-lines.ts';
import { mapToModel } from '../engine/map-columns.ts';
import { placesOf } from '../engine/map-places.ts';
import { once, type Receipt } from './receipt.ts';
import { featuresPath, idsPath, manifestFile, predictionPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

export interface MapTask {
  readonly run: NightRun;
  readonly model: string;
  readonly part: number;
}

/** 特征子集: one part of a model's prediction set (预测集), from the parts of the scenes that use the model; an opportunity of two scenes stands once. */
export const mapModel: Verb<MapTask, Receipt> =
  (ports) =>
  ({ run, model, part }) =>
    once(ports.blobs, run, `map/${model}/${part}`, async () => {
      const { index, models, scenes, compression } = await readSnapshot(ports.blobs, run);
      const manifest = models.find(({ name }) => name === model)?.manifest;
      if (!manifest) throw new TypeError(`run ${run.run} has no model "${model}"`);
      const placeOf = placesOf(columnsOf(index), manifest.features);
      const ids: string[] = [];
      const texts: Uint8Array[] = [];
      const seen = new Set<string>();
      for (const scene of scenes.filter((s) => s.models.includes(model))) {
        const path = featuresPath(run, scene.name, part, compression);
        const [lines, listed] = [await ports.blobs.read(path), readIds(await ports.blobs.read(idsPath(path)))];
        const fresh = listed.map((id) => !seen.has(id));
        texts.push(mapToModel(fresh.every(Boolean) ? lines : keepLines(lines, fresh), placeOf));
        for (const [i, id] of listed.entries()) if (fresh[i]) ids.push(id);
        for (const id of listed) seen.add(id);
      }
      const path = predictionPath(run, model, part, compression);
      const files: ManifestFile[] = [
        manifestFile(run, await ports.blobs.write(path, joined(texts)), ids.length),
        manifestFile(run, await ports.blobs.write(idsPath(path), writeIds(ids)), ids.length),
      ];
      return { files, counts: { rows: ids.length } };
    });

const NEWLINE = 10;

/** The lines of a text for which `keep` holds. */
function keepLines(text: Uint8Array, keep: readonly boolean[]): Uint8Array {
  const kept: Uint8Array[] = [];
  let start = 0;
  for (const wanted of keep) {
    const end = text.indexOf(NEWLINE, start) + 1;
    if (wanted) kept.push(text.subarray(start, end));
    start = end;
  }
  return joined(kept);
}
