import { columnsOf } from '../../domain/feature-index.ts';
import type { ManifestFile } from '../../domain/night-manifest.ts';
import type { SnapshotModel, SnapshotScene } from '../../domain/night-snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import { denseRows } from '../../engine/dense-rows.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import { placesOf } from '../../engine/map-places.ts';
import { withSession } from './model-sessions.ts';
import type { Ports } from '../ports.ts';
import { once, type Receipt } from '../receipt.ts';
import { featuresPath, idsPath, manifestFile, scoredPath } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

export interface ScoreTask {
  readonly run: NightRun;
  readonly part: number;
}

/** Rows a call of a model: throughput is flat from about here on (docs/decisions/0012-reasons.md). */
const ROWS_A_CALL = 1_024;

/**
 * The scores of one part of the opportunities by every model of the run. The feature files of the scenes are read and taken apart once,
 * whatever the number of models; an opportunity of two scenes is scored once a model, in the order of the model's prediction set.
 */
export const scoreShard: Verb<ScoreTask, Receipt> =
  (ports) =>
  ({ run, part }, beat) =>
    once(ports.blobs, run, `score/part/${part}`, async () => {
      const { index, models, scenes, compression } = await readSnapshot(ports.blobs, run);
      const columns = columnsOf(index);
      const scored = scenes.filter((scene) => scene.models.length > 0);
      const files: SceneRows[] = [];
      for (const scene of scored) {
        const path = featuresPath(run, scene.name, part, compression);
        const rows = readLibsvm(await ports.blobs.read(path));
        files.push({ scene, rows, ids: readIds(await ports.blobs.read(idsPath(path))) });
      }
      const aside: ManifestFile[] = [];
      let scores = 0;
      for (const model of models) {
        const placeOf = placesOf(columns, model.manifest.features);
        const own = files.filter(({ scene }) => scene.models.includes(model.name));
        const column = await scoresOf(ports, model, placeOf, own);
        const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
        const rows = column.length / model.manifest.outputs.length;
        aside.push(manifestFile(run, await ports.blobs.write(scoredPath(run, model.name, part), bytes), rows));
        scores += column.length;
        beat(`${scores} scores`);
      }
      return { files: [], aside, counts: { scores } };
    });

interface SceneRows {
  readonly scene: SnapshotScene;
  readonly rows: LibsvmRows;
  readonly ids: readonly string[];
}

/** A model's scores, an output after the other, each in the order of the scenes without repetition. */
async function scoresOf(
  ports: Ports,
  model: SnapshotModel,
  placeOf: Int32Array,
  files: readonly SceneRows[],
): Promise<Float32Array> {
  const { outputs, features, absent } = model.manifest;
  const seen = new Set<string>();
  const kept = files.map(({ ids }) => Int32Array.from(freshRows(ids, seen)));
  const total = kept.reduce((sum, { length }) => sum + length, 0);
  const scores = new Float32Array(total * outputs.length);
  await withSession(ports, model, async (loaded) => {
    let at = 0;
    for (const [f, { rows }] of files.entries()) {
      const wanted = kept[f] ?? new Int32Array(0);
      for (let from = 0; from < wanted.length; from += ROWS_A_CALL) {
        const batch = wanted.subarray(from, from + ROWS_A_CALL);
        const input = denseRows(rows, batch, placeOf, features.length, absent === 'NaN' ? Number.NaN : absent);
        for (const [o, column] of (await loaded.score(input, batch.length)).entries())
          scores.set(column, o * total + at);
        at += batch.length;
      }
    }
  });
  return scores;
}

/** Places of the ids that were not seen before; they count as seen then. */
function* freshRows(ids: readonly string[], seen: Set<string>): Generator<number> {
  for (const [row, id] of ids.entries()) {
    if (seen.has(id)) continue;
    seen.add(id);
    yield row;
  }
}
