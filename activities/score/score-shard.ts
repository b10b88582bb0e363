import { columnsOf } from '../../domain/feature-index.ts';
import type { ManifestFile } from '../../domain/night-manifest.ts';
import type { SnapshotModel, SnapshotScene } from '../../domain/night-snapshot.ts';
import type { NightRun } from '../../domain/night.ts';
import { columnCells, denseBatches, type ColumnCells } from '../../engine/dense-columns.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
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
const ROWS_A_CALL = 4_096;

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
      const columnsTaken = models.map(({ manifest }) => columnsOfPlaces(columns, manifest.features));
      const taken = new Uint8Array(1 + [...columns.values()].reduce((most, column) => Math.max(most, column), 0));
      for (const own of columnsTaken) for (const column of own) taken[column] = 1;
      const scored = scenes.filter((scene) => scene.models.length > 0);
      const files: SceneRows[] = [];
      for (const scene of scored) {
        const path = featuresPath(run, scene.name, part, compression);
        const cells = columnCells(readLibsvm(await ports.blobs.read(path)), taken);
        files.push({ scene, cells, ids: readIds(await ports.blobs.read(idsPath(path))) });
      }
      const aside: ManifestFile[] = [];
      let scores = 0;
      for (const [m, model] of models.entries()) {
        const own = files.filter(({ scene }) => scene.models.includes(model.name));
        const column = await scoresOf(ports, model, columnsTaken[m] ?? new Int32Array(0), own);
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
  readonly cells: ColumnCells;
  readonly ids: readonly string[];
}

/** A model's scores, an output after the other, each in the order of the scenes without repetition. */
async function scoresOf(
  ports: Ports,
  model: SnapshotModel,
  columnOf: Int32Array,
  files: readonly SceneRows[],
): Promise<Float32Array> {
  const { outputs, absent } = model.manifest;
  const seen = new Set<string>();
  const kept = files.map(({ ids }) => Int32Array.from(freshRows(ids, seen)));
  const total = kept.reduce((sum, { length }) => sum + length, 0);
  const scores = new Float32Array(total * outputs.length);
  await withSession(ports, model, async (loaded) => {
    let at = 0;
    for (const [f, { cells }] of files.entries()) {
      const wanted = kept[f] ?? new Int32Array(0);
      const batch = denseBatches(cells, columnOf, wanted, absent === 'NaN' ? Number.NaN : absent);
      for (let from = 0; from < wanted.length; from += ROWS_A_CALL) {
        const to = Math.min(from + ROWS_A_CALL, wanted.length);
        for (const [o, column] of (await loaded.score(batch(from, to), to - from)).entries())
          scores.set(column, o * total + at);
        at += to - from;
      }
    }
  });
  return scores;
}

/** The column of each place of a model. */
function columnsOfPlaces(columns: ReadonlyMap<string, number>, features: readonly string[]): Int32Array {
  const columnOf = new Int32Array(features.length);
  for (const [column, place] of placesOf(columns, features).entries()) if (place > 0) columnOf[place - 1] = column;
  return columnOf;
}

/** Places of the ids that were not seen before; they count as seen then. */
function* freshRows(ids: readonly string[], seen: Set<string>): Generator<number> {
  for (const [row, id] of ids.entries()) {
    if (seen.has(id)) continue;
    seen.add(id);
    yield row;
  }
}
