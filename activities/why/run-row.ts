import { columnsOf } from '../../domain/feature-index.ts';
import type { NightSnapshot, SnapshotModel } from '../../domain/night-snapshot.ts';
import { runFolder, type NightRun } from '../../domain/night.ts';
import { withinFloat32 } from '../../engine/dense-rows.ts';
import { readIds } from '../../engine/libsvm-ids.ts';
import { readLibsvm } from '../../engine/libsvm-reader.ts';
import type { Ports } from '../ports.ts';
import { featuresPath, idsPath } from '../run-files.ts';

/** What a run's feature files say of one opportunity. */
export interface RunRow {
  readonly run: NightRun;
  readonly snapshot: NightSnapshot;
  /** Scenes that have the opportunity, in the order of the settings. */
  readonly scenes: readonly string[];
  /** By name; features that it does not have are left out. */
  readonly values: ReadonlyMap<string, number>;
}

/** The row's scenes that score with a model, in the order of the settings. */
export const scenesScoring = ({ scenes, snapshot }: RunRow, model: string): string[] =>
  snapshot.scenes.filter(({ name, models }) => scenes.includes(name) && models.includes(model)).map(({ name }) => name);

/** Undefined for an opportunity that is in none of the run's scenes. */
export async function runRow(
  ports: Ports,
  run: NightRun,
  snapshot: NightSnapshot,
  opportunity: string,
): Promise<RunRow | undefined> {
  const scenes: string[] = [];
  let values: ReadonlyMap<string, number> | undefined;
  for (const { name } of snapshot.scenes) {
    const listed = await ports.blobs.list(`${runFolder(run)}/features/${name}`);
    const parts = listed.filter((path) => path.endsWith('.ids')).length;
    for (let part = 0; part < parts; part++) {
      const path = featuresPath(run, name, part, snapshot.compression);
      const place = readIds(await ports.blobs.read(idsPath(path))).indexOf(opportunity);
      if (place < 0) continue;
      scenes.push(name);
      // The line is the same in every scene.
      values ??= valuesAt(await ports.blobs.read(path), place, snapshot);
      break;
    }
  }
  return values && { run, snapshot, scenes, values };
}

function valuesAt(text: Uint8Array, place: number, { index }: NightSnapshot): ReadonlyMap<string, number> {
  const { rowStart, column, value } = readLibsvm(text);
  const [from, to] = [rowStart[place] ?? 0, rowStart[place + 1] ?? 0];
  const nameOf = new Map([...columnsOf(index)].map(([feature, at]) => [at, feature]));
  return new Map(
    Array.from(column.subarray(from, to), (at, i) => [nameOf.get(at) ?? '', value[from + i] ?? Number.NaN]),
  );
}

/** The model's input for a row, [features], as the night's scorer got it. */
export function inputOf({ manifest }: SnapshotModel, values: ReadonlyMap<string, number>): Float32Array {
  const absent = manifest.absent === 'NaN' ? Number.NaN : manifest.absent;
  return Float32Array.from(manifest.features, (feature) => {
    const value = values.get(feature);
    return value === undefined ? absent : withinFloat32(value);
  });
}
