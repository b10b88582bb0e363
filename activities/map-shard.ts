import { columnsOf } from '../domain/feature-index.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import type { NightSnapshot, SnapshotModel, SnapshotScene } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { readIds, writeIds } from '../engine/libsvm-ids.ts';
import { joined } from '../engine/libsvm-lines.ts';
import { mapToModel } from '../engine/map-columns.ts';
import { placesOf } from '../engine/map-places.ts';
import type { Ports } from './ports.ts';
import { once, type Receipt } from './receipt.ts';
import { featuresPath, idsPath, manifestFile, predictionPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

export interface MapTask {
  readonly run: NightRun;
  readonly part: number;
}

/**
 * 特征子集: one part of every model's prediction set (预测集), from the parts of the scenes, which are read once whatever the number of
 * models; an opportunity of two scenes of a model stands once in its set.
 */
export const mapShard: Verb<MapTask, Receipt> = (ports) => (task, beat) =>
  once(ports.blobs, task.run, `map/part/${task.part}`, async () => {
    const snapshot = await readSnapshot(ports.blobs, task.run);
    const texts: SceneText[] = [];
    for (const scene of snapshot.scenes)
      if (scene.models.length > 0) texts.push(await sceneText(ports, task, snapshot, scene));
    const files: ManifestFile[] = [];
    let rows = 0;
    for (const model of snapshot.models) {
      const [lines, ids] = await mapped(ports, task, snapshot, model, texts);
      files.push(lines, ids);
      rows += lines.rows;
      beat(`${rows} rows`);
    }
    return { files, counts: { rows } };
  });

/** A scene's part as its files have it. */
interface SceneText {
  readonly scene: SnapshotScene;
  readonly lines: Uint8Array;
  readonly ids: readonly string[];
}

export async function sceneText(
  { blobs }: Pick<Ports, 'blobs'>,
  { run, part }: MapTask,
  { compression }: NightSnapshot,
  scene: SnapshotScene,
): Promise<SceneText> {
  const path = featuresPath(run, scene.name, part, compression);
  return { scene, lines: await blobs.read(path), ids: readIds(await blobs.read(idsPath(path))) };
}

/** Writes a model's part and its ids, from the scenes that use the model. */
export async function mapped(
  { blobs }: Pick<Ports, 'blobs'>,
  { run, part }: MapTask,
  { index, compression }: NightSnapshot,
  { name, manifest }: SnapshotModel,
  texts: readonly SceneText[],
): Promise<[lines: ManifestFile, ids: ManifestFile]> {
  const placeOf = placesOf(columnsOf(index), manifest.features);
  const ids: string[] = [];
  const pieces: Uint8Array[] = [];
  const seen = new Set<string>();
  for (const { lines, ids: listed } of texts.filter(({ scene }) => scene.models.includes(name))) {
    const fresh = listed.map((id) => !seen.has(id));
    pieces.push(mapToModel(fresh.every(Boolean) ? lines : keepLines(lines, fresh), placeOf));
    for (const [i, id] of listed.entries()) if (fresh[i]) ids.push(id);
    for (const id of listed) seen.add(id);
  }
  const path = predictionPath(run, name, part, compression);
  return [
    manifestFile(run, await blobs.write(path, joined(pieces)), ids.length),
    manifestFile(run, await blobs.write(idsPath(path), writeIds(ids)), ids.length),
  ];
}

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
