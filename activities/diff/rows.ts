import { runFolder, type NightRun } from '../../domain/night.ts';
import { saltOf } from '../../domain/salt.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import type { LibsvmRows } from '../../engine/libsvm-rows.ts';
import type { BlobStore } from '../../stores/blob-store.ts';
import { featuresPath, idsPath } from '../run-files.ts';
import { readSnapshot } from '../snapshot.ts';

/** One opportunity's cells in the files of a scene. */
interface SceneRow {
  readonly id: string;
  readonly rows: LibsvmRows;
  /** Place of the row in `rows`. */
  readonly at: number;
}

/** A row in two runs; undefined in the one that does not have it. */
export type RowPair = readonly [before: SceneRow | undefined, now: SceneRow | undefined];

/**
 * The rows of a scene in two runs, opportunity by opportunity. Files are in the order of the store, by salt, then by the id's bytes, so one part
 * of each run is held at a time, however differently the runs are cut.
 */
export async function* rowPairs(
  blobs: BlobStore,
  before: NightRun,
  now: NightRun,
  scene: string,
): AsyncGenerator<RowPair> {
  const [left, right] = [sceneRows(blobs, before, scene), sceneRows(blobs, now, scene)];
  let [a, b] = [await next(left), await next(right)];
  while (a ?? b) {
    const order = a && b ? compare(a, b) : a ? -1 : 1;
    yield [order <= 0 ? a : undefined, order >= 0 ? b : undefined];
    if (order <= 0) a = await next(left);
    if (order >= 0) b = await next(right);
  }
}

async function* sceneRows(blobs: BlobStore, run: NightRun, scene: string): AsyncGenerator<SceneRow, undefined> {
  const { compression } = await readSnapshot(blobs, run);
  const parts = (await blobs.list(`${runFolder(run)}/features/${scene}`)).filter((path) => path.endsWith('.ids'));
  for (const part of parts.keys()) {
    const path = featuresPath(run, scene, part, compression);
    const ids = readIds(await blobs.read(idsPath(path)));
    const rows = readLibsvm(await blobs.read(path));
    for (const [at, id] of ids.entries()) yield { id, rows, at };
  }
  return undefined;
}

const next = async (from: AsyncGenerator<SceneRow, undefined>): Promise<SceneRow | undefined> =>
  (await from.next()).value;

const compare = (a: SceneRow, b: SceneRow): number => {
  if (a.id === b.id) return 0;
  return saltOf(a.id) - saltOf(b.id) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
};
