import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import { writeIds } from '../engine/libsvm-ids.ts';
import { npzWriter, type NpzWriter } from '../engine/libsvm-npz.ts';
import { writeLibsvm } from '../engine/libsvm-writer.ts';
import type { ShardTask } from './shard-task.ts';
import { partPieces } from './part-pieces.ts';
import { partRows, sourcesOf, type PartRows } from './part-rows.ts';
import { countReceipts, once, type Receipt } from './receipt.ts';
import { keptLines, renewedLines } from './renewed-lines.ts';
import { featuresPath, idsPath, manifestFile, npzPath, rowStep } from './run-files.ts';
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
      const pieces = await partPieces(ports, run, part, snapshot);
      const all = pieces[0].directory.ids;
      const parts = await countReceipts(ports.blobs, run, rowStep('derived', OPPORTUNITY));
      const kept = await keptLines(ports, snapshot, pieces, parts);
      let rowsOfPart: Promise<PartRows[]> | undefined;
      const everyRow = (): Promise<PartRows[]> =>
        (rowsOfPart ??= Promise.all(pieces.map((piece) => partRows(ports, { run, part, ...piece }))));

      const files: ManifestFile[] = [];
      let rows = 0;
      for (const [bit, { name: scene }] of snapshot.scenes.entries()) {
        const members = (id: string): boolean => Math.floor((scenesOf.get(id) ?? 0) / 2 ** bit) % 2 === 1;
        const places = [...all.keys()].filter((place) => members(all[place] ?? ''));
        const ids = places.map((place) => all[place] ?? '');
        const renewed = kept && (await renewedLines(ports, kept, pieces, { run, scene, part, ids, places }));
        const lines = renewed ?? sceneLines(await everyRow(), members);
        const path = featuresPath(run, scene, part, snapshot.compression);
        const binary = snapshot.binary ? npzWriter(snapshot.index.entries.length) : undefined;
        const libsvm = await ports.blobs.write(path, asChunks(lines, binary));
        files.push(manifestFile(run, libsvm, ids.length));
        if (binary) files.push(manifestFile(run, await ports.blobs.write(npzPath(path), binary.finish()), ids.length));
        files.push(manifestFile(run, await ports.blobs.write(idsPath(path), writeIds(ids)), ids.length));
        rows += ids.length;
        beat(`${scene}: ${ids.length} opportunities`);
      }
      return { files, counts: { rows } };
    });

// eslint-disable-next-line @typescript-eslint/require-await -- a blob takes its chunks as an async iterable, and these are at hand
async function* asChunks(chunks: Iterable<Uint8Array>, binary: NpzWriter | undefined): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    binary?.push(chunk);
    yield chunk;
  }
}

/** @param parts the rows of a part, the opportunities' own first */
function* sceneLines(parts: readonly PartRows[], members: (id: string) => boolean): Generator<Uint8Array> {
  let first = 0;
  for (const { ids } of parts[0]?.blocks ?? []) {
    const kept = [...ids.keys()].filter((row) => members(ids[row] ?? ''));
    yield* writeLibsvm(
      kept.map((row) => ids[row] ?? ''),
      parts.flatMap((part) => sourcesOf(part, ids, first, kept)),
    );
    first += ids.length;
  }
}
