import { DaybreakError } from '../../domain/errors.ts';
import type { NightSnapshot } from '../../domain/night-snapshot.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import { written, type ScoreName } from '../../domain/score-expression.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { formatFloat32 } from '../../engine/number-text-float32.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { featuresPath, idsPath, predictionPath, scoredPath } from '../run-files.ts';

/** One scene of a sealed run. */
export interface SceneRun {
  readonly blobs: BlobStore;
  readonly run: NightRun;
  readonly snapshot: NightSnapshot;
  readonly scene: string;
}

/** How many parts the scene's files are cut into. */
export async function partCount({ blobs, run, scene }: SceneRun): Promise<number> {
  const files = await blobs.list(`${runFolder(run)}/features/${scene}`);
  return files.filter((path) => path.endsWith('.ids')).length;
}

/** The opportunities of one part of the scene, in the order of its files. */
export const idsOfPart = async ({ blobs, run, snapshot, scene }: SceneRun, part: number): Promise<string[]> =>
  readIds(await blobs.read(idsPath(featuresPath(run, scene, part, snapshot.compression))));

/** The scores of a part: [names], each [ids]; only of names that it was read with. */
export type PartScores = (names: readonly ScoreName[]) => Float64Array[];

/**
 * Reads scores of the opportunities of a part, as scores.csv writes them, so that 0.1 is 0.1 and not the float32 beside it.
 * @param ids   of the part, in the order of its files
 * @param names of all outputs that will be asked for
 * @throws DaybreakError BLOB_CORRUPT where an opportunity has no score
 */
export async function scoresOfPart(
  scene: SceneRun,
  part: number,
  ids: readonly string[],
  names: readonly ScoreName[],
): Promise<PartScores> {
  const columns = new Map<string, Float64Array>();
  for (const model of new Set(names.map((name) => name.model))) {
    const own = names.filter((name) => name.model === model).map(({ output }) => output);
    for (const [output, column] of await modelScores(scene, part, ids, model, new Set(own)))
      columns.set(written({ model, output }), column);
  }
  return (asked) => asked.map((name) => columns.get(written(name)) ?? new Float64Array(ids.length).fill(Number.NaN));
}

async function modelScores(
  { blobs, run, snapshot }: SceneRun,
  part: number,
  ids: readonly string[],
  model: string,
  wanted: ReadonlySet<string>,
): Promise<(readonly [output: string, column: Float64Array])[]> {
  const outputs = snapshot.models.find(({ name }) => name === model)?.manifest.outputs ?? [];
  const path = scoredPath(run, model, part);
  const scored = readIds(await blobs.read(idsPath(predictionPath(run, model, part, snapshot.compression))));
  // Copied, as a view of floats has to begin on a multiple of four bytes.
  const scores = new Float32Array(Uint8Array.from(await blobs.read(path)).buffer);
  const rowOf = new Map(scored.map((id, row) => [id, row]));
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1);
  if (scores.length !== scored.length * outputs.length || rows.includes(-1)) {
    throw new DaybreakError(
      'BLOB_CORRUPT',
      `${path} does not have a score of every opportunity of its part`,
      'run the night again: a new run writes all its files anew',
    );
  }
  return [...wanted].map((output) => {
    const from = outputs.indexOf(output) * scored.length;
    return [output, Float64Array.from(rows, (row) => Number(formatFloat32(scores[from + row] ?? Number.NaN)))];
  });
}
