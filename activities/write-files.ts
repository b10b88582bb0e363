import type { ManifestFile } from '../domain/night-manifest.ts';
import { SALTS } from '../domain/salt.ts';
import { writeIds } from '../engine/libsvm-ids.ts';
import { npzWriter, type NpzWriter } from '../engine/libsvm-npz.ts';
import { writeLibsvm } from '../engine/libsvm-writer.ts';
import type { BlobRef } from '../stores/blob-store.ts';
import type { ShardTask } from './shard-task.ts';
import { partPieces } from './rows/part-pieces.ts';
import type { Ports } from './ports.ts';
import { partRows, sourcesOf, type PartRows } from './rows/part-rows.ts';
import { once, type Receipt } from './receipt.ts';
import { readOrRemake } from './remake-rows.ts';
import { keptLines, renewedLines } from './renewed-lines.ts';
import { featuresPath, idsPath, manifestFile, npzPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';
import { isLost } from './verified-pieces.ts';

/** Writes one part of every scene: all features of its opportunities as LibSVM, and their ids beside. */
export const writeFiles: Verb<ShardTask, Receipt> =
  (ports) =>
  ({ run, part, range }, beat) =>
    once(ports.blobs, run, `files/${part}`, async (write) => {
      const snapshot = await readSnapshot(ports.blobs, run);
      const read = readOrRemake(ports, { run, part, range }, beat);
      const pieces = await partPieces(ports, run, part, snapshot, read);
      const { ids: all, scenes: scenesOf } = pieces[0].directory;
      const kept = await keptLines(ports, snapshot, pieces, SALTS / (range.to - range.from));
      let rowsOfPart: Promise<PartRows[]> | undefined;
      const everyRow = (): Promise<PartRows[]> =>
        (rowsOfPart ??= Promise.all(
          pieces.map((piece) => read(piece, () => partRows(ports, { run, part, ...piece }))),
        ));
      const writeLines = async (path: string, lines: Lines): Promise<SceneText> => {
        const binary = snapshot.binary ? npzWriter(snapshot.index.entries.length) : undefined;
        const sum = ports.quickSum();
        const libsvm = await write(path, asChunks(lines, sum, binary));
        const npz = binary && (await write(npzPath(path), binary.finish()));
        return { libsvm, npz, gmac: sum.digest() };
      };

      const files: ManifestFile[] = [];
      const gmac: Record<string, string> = {};
      let rows = 0;
      for (const [bit, { name: scene }] of snapshot.scenes.entries()) {
        const isMember = (place: number): boolean => (((scenesOf[place] ?? 0) >>> bit) & 1) === 1;
        const places = new Int32Array(all.length);
        const ids: string[] = [];
        for (let place = 0; place < all.length; place++)
          if (isMember(place)) places[ids.push(all[place] ?? '') - 1] = place;
        const path = featuresPath(run, scene, part, snapshot.compression);
        const list = await write(idsPath(path), writeIds(ids));
        const sceneOfPart = { run, scene, part, ids, places: places.subarray(0, ids.length), idsSha256: list.sha256 };
        const renew = async (): Promise<SceneText | undefined> => {
          const chunks = kept && (await renewedLines(ports, kept, pieces, sceneOfPart));
          return chunks && writeLines(path, chunks);
        };
        const text =
          (await unlessLost(ports, renew)) ?? (await writeLines(path, sceneLines(await everyRow(), isMember)));
        const libsvm = manifestFile(run, text.libsvm, ids.length);
        gmac[libsvm.path] = text.gmac;
        files.push(libsvm);
        for (const ref of text.npz ? [text.npz, list] : [list]) files.push(manifestFile(run, ref, ids.length));
        rows += ids.length;
        beat(`${scene}: ${ids.length} opportunities`);
      }
      return { files, gmac, counts: { rows } };
    });

type Lines = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

interface SceneText {
  readonly libsvm: BlobRef;
  readonly npz: BlobRef | undefined;
  /** Quick sum of the lines. */
  readonly gmac: string;
}

/** What `renew` gives; undefined, with nothing written, where a file that it reads is gone or damaged. */
async function unlessLost({ log }: Ports, renew: () => Promise<SceneText | undefined>): Promise<SceneText | undefined> {
  try {
    return await renew();
  } catch (thrown) {
    if (!isLost(thrown)) throw thrown;
    log.warn({ code: thrown.code }, `writes all lines anew: ${thrown.message}`);
    return undefined;
  }
}

async function* asChunks(
  chunks: Lines,
  sum: ReturnType<Ports['quickSum']>,
  binary: NpzWriter | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    sum.update(chunk);
    binary?.push(chunk);
    yield chunk;
  }
}

/** @param parts the rows of a part, the opportunities' own first; `isMember` says of a place in the part whether its row is wanted */
function* sceneLines(parts: readonly PartRows[], isMember: (place: number) => boolean): Generator<Uint8Array> {
  let first = 0;
  for (const { ids } of parts[0]?.blocks ?? []) {
    const from = first;
    const kept = [...ids.keys()].filter((row) => isMember(from + row));
    yield* writeLibsvm(
      kept.map((row) => ids[row] ?? ''),
      parts.flatMap((part) => sourcesOf(part, ids, first, kept)),
    );
    first += ids.length;
  }
}
