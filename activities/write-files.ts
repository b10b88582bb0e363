import { dimensionsOf, OPPORTUNITY, type Dictionary } from '../domain/dictionary.ts';
import { aggregatedName } from '../domain/feature-name.ts';
import { columnsOf } from '../domain/feature-index.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import type { NightRun } from '../domain/night.ts';
import { writeIds } from '../engine/libsvm-ids.ts';
import { writeLibsvm } from '../engine/libsvm-writer.ts';
import { compilePlan } from '../engine/plan.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import type { ShardTask } from './compute-shard.ts';
import { linkedTypes } from './linked-types.ts';
import { partRows, sourcesOf, type PartRows } from './part-rows.ts';
import { once, type Receipt } from './receipt.ts';
import { aggregatedPath, derivedPath, featuresPath, idsPath, manifestFile } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { tagKey } from './tag-key.ts';
import type { Verb } from './verb.ts';

/** Writes one part of every scene: all features of its opportunities as LibSVM, and their ids beside. */
export const writeFiles: Verb<ShardTask, Receipt> =
  (ports) =>
  ({ run, part, range }, beat) =>
    once(ports.blobs, run, `files/${part}`, async () => {
      const snapshot = await readSnapshot(ports.blobs, run);
      const store = await ports.openStore(run.dictionary, snapshot.timeZone);
      const scenesOf = new Map<string, number>();
      for await (const { id, scenes } of store.tagged(tagKey(run), OPPORTUNITY, range)) scenesOf.set(id, scenes);
      const columns = columnsOf(snapshot.index);
      const derived = await derivedRows(ports.blobs, run, part, snapshot.dictionary, columns);
      const aggregated = await aggregatedRows(ports.blobs, run, part, snapshot.dictionary, columns);

      const files: ManifestFile[] = [];
      let rows = 0;
      for (const [bit, scene] of snapshot.scenes.entries()) {
        const members = (id: string): boolean => Math.floor((scenesOf.get(id) ?? 0) / 2 ** bit) % 2 === 1;
        const path = featuresPath(run, scene.name, part, snapshot.compression);
        const ids = derived.blocks.flatMap((block) => block.ids.filter(members));
        const libsvm = await ports.blobs.write(path, sceneLines(derived, aggregated, members));
        files.push(manifestFile(run, libsvm, ids.length));
        files.push(manifestFile(run, await ports.blobs.write(idsPath(path), writeIds(ids)), ids.length));
        rows += ids.length;
        beat(`${scene.name}: ${ids.length} opportunities`);
      }
      return { files, counts: { rows } };
    });

// eslint-disable-next-line @typescript-eslint/require-await -- a blob takes its chunks as an async iterable, and these are at hand
async function* sceneLines(
  derived: PartRows,
  aggregated: readonly PartRows[],
  members: (id: string) => boolean,
): AsyncGenerator<Uint8Array> {
  let first = 0;
  for (const { ids } of derived.blocks) {
    const kept = [...ids.keys()].filter((row) => members(ids[row] ?? ''));
    const sources = [derived, ...aggregated].flatMap((part) => sourcesOf(part, ids, first, kept));
    yield* writeLibsvm(
      kept.map((row) => ids[row] ?? ''),
      sources,
    );
    first += ids.length;
  }
}

type Columns = ReadonlyMap<string, number>;

async function derivedRows(
  blobs: BlobStore,
  run: NightRun,
  part: number,
  { rows }: Dictionary,
  columns: Columns,
): Promise<PartRows> {
  const { names } = compilePlan(rows.filter(({ dim }) => dim === OPPORTUNITY));
  const path = derivedPath(run, OPPORTUNITY, part);
  return partRows(path, await blobs.read(path), names, columns);
}

async function aggregatedRows(
  blobs: BlobStore,
  run: NightRun,
  part: number,
  dictionary: Dictionary,
  columns: Columns,
): Promise<PartRows[]> {
  return Promise.all(
    linkedTypes(dimensionsOf(dictionary)).map(async (type) => {
      const { names } = compilePlan(dictionary.rows.filter((row) => row.dim === type && row.kind === 'base'));
      const path = aggregatedPath(run, type, part);
      return partRows(
        path,
        await blobs.read(path),
        names.map((name) => aggregatedName(type, name)),
        columns,
      );
    }),
  );
}
