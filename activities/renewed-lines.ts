import { DaybreakError } from '../domain/errors.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { readIds } from '../engine/libsvm-ids.ts';
import { writeLibsvm, type LibsvmSource } from '../engine/libsvm-writer.ts';
import type { ColumnKinds } from '../engine/renew-line.ts';
import { lineRenewer, type LineRenewer } from '../engine/renew-lines.ts';
import { decodeBlocks } from '../engine/row-codec.ts';
import { baseFiles, baseParts, type BaseFiles } from './rows/base-files.ts';
import type { PartPiece } from './rows/part-pieces.ts';
import type { Ports } from './ports.ts';
import { readReceipt } from './receipt.ts';
import { featuresPath, idsPath } from './run-files.ts';
import { readWhole, verifiedPieces, type WrittenFile } from './verified-pieces.ts';

/** The base night's feature files, where their lines are those of this night but for what was computed anew. */
export interface KeptLines extends Pick<BaseFiles, 'files'> {
  readonly run: NightRun;
}

/** A line tells its owners apart by the bits of a number. */
const MOST_PIECES = 31;
/** The plain form first. */
const COMPRESSIONS = ['none', 'gz', 'zst'] as const;
/** Few lines are made where most are kept. */
const MADE_CHUNK_BYTES = 1 << 16;

/** Undefined where the base night had other columns or other parts, or was not used at all. */
export async function keptLines(
  { blobs }: Ports,
  { base, ahead, hashes }: NightSnapshot,
  pieces: readonly PartPiece[],
  parts: number,
): Promise<KeptLines | undefined> {
  // Rows that an earlier run of this night computed are not those of the base night's lines.
  if (ahead) return undefined;
  if (typeof base === 'string' || pieces.length > MOST_PIECES) return undefined;
  if (!keepsAny(pieces)) return undefined;
  if ((await baseParts(blobs, base, 'files')) !== parts) return undefined;
  const { manifest, files } = await baseFiles(blobs, base);
  const same = manifest?.inputs.dictionary === hashes.dictionary && manifest.inputs.index === hashes.index;
  return same ? { run: base, files } : undefined;
}

/** Whether anything was: then the earlier text costs less than rows, which may lie in many files of many nights. */
const keepsAny = (pieces: readonly PartPiece[]): boolean =>
  pieces.some(({ directory }) => directory.source.some((place, row) => place !== 0 && directory.cells[row] !== 0));

interface ScenePart {
  readonly run: NightRun;
  readonly scene: string;
  readonly part: number;
  /** The scene's opportunities, and the place of each among those of the part. */
  readonly ids: readonly string[];
  readonly places: Int32Array;
  /** Hash of the text of the ids. */
  readonly idsSha256: string;
}

/**
 * The lines of a scene's part from those of the base night and what was computed now, put together while the earlier text is read; undefined where
 * the base night has no such file, or no line for an opportunity of which something was taken over. They end with BLOB_MISSING or BLOB_CORRUPT where
 * the earlier text turns out to be gone or damaged.
 */
export async function renewedLines(
  ports: Ports,
  kept: KeptLines,
  pieces: readonly PartPiece[],
  { run, scene, part, ids, places, idsSha256 }: ScenePart,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const paths = COMPRESSIONS.map((compression) => featuresPath(kept.run, scene, part, compression));
  const path = paths.find((one) => kept.files.has(one)) ?? '';
  const [text, list] = [kept.files.get(path), kept.files.get(idsPath(path))];
  if (!text || !list) return undefined;
  const gmac = await quickSumOf(ports, kept.run, part, text.path);
  // Bytes and hash of a packed file are not those of the lines in it.
  if (gmac === undefined && path !== paths[0]) return undefined;
  const fresh = freshOwners(pieces, places);
  const placed = await earlierLines(ports, { path: idsPath(path), sha256: list.sha256 }, ids, idsSha256);
  const keptLine = placed && keptLinesOf(placed.place, fresh, 2 ** pieces.length - 1);
  if (!keptLine) return undefined;
  const made = await madeLines(ports, pieces, ids, places, fresh);
  const raise = dayOfDate(run.date) - dayOfDate(kept.run.date);
  const renewer = lineRenewer(made, { kept: keptLine, fresh }, columnKinds(pieces), raise);
  return whileRead(ports, { path, sha256: text.sha256, gmac }, renewer, placed.lines);
}

/** What the base night noted of a file of a part; undefined where it noted nothing or where that cannot be read. */
async function quickSumOf({ blobs }: Ports, base: NightRun, part: number, file: string): Promise<string | undefined> {
  try {
    return (await readReceipt(blobs, base, `files/${part}`))?.gmac?.[file];
  } catch (error) {
    if (error instanceof DaybreakError) return undefined;
    throw error;
  }
}

async function* whileRead(
  ports: Ports,
  earlier: WrittenFile,
  renewer: LineRenewer,
  lines: number,
): AsyncGenerator<Uint8Array> {
  for await (const piece of verifiedPieces(ports, earlier)) yield* renewer.push(piece);
  yield* renewer.finish(lines);
}

/** Int32Array[ids]: bit i is set where piece i was computed now. */
function freshOwners(pieces: readonly PartPiece[], places: Int32Array): Int32Array {
  const fresh = new Int32Array(places.length);
  for (const [owner, { directory }] of pieces.entries()) {
    for (let i = 0; i < places.length; i++)
      if (directory.source[places[i] ?? -1] === 0) fresh[i] = (fresh[i] ?? 0) | (1 << owner);
  }
  return fresh;
}

/** For each id the place of its line in the earlier text, -1 for none; undefined where the list of ids cannot be read. */
async function earlierLines(
  ports: Ports,
  list: WrittenFile,
  ids: readonly string[],
  idsSha256: string,
): Promise<{ readonly place: Int32Array; readonly lines: number } | undefined> {
  // The same text, so the same ids: nothing to read.
  if (list.sha256 === idsSha256) return { place: new Int32Array(ids.length).map((_, i) => i), lines: ids.length };
  try {
    const earlier = readIds(await readWhole(ports, list));
    const lineOf = new Map(earlier.map((id, line) => [id, line]));
    return { place: Int32Array.from(ids, (id) => lineOf.get(id) ?? -1), lines: earlier.length };
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    ports.log.warn({ path: list.path, code: error.code }, `writes all lines anew: ${error.message}`);
    return undefined;
  }
}

/** Which earlier line each line is made from; undefined where one is missing, or where they do not ascend, as they are read once. */
function keptLinesOf(place: Int32Array, fresh: Int32Array, all: number): Int32Array | undefined {
  let last = -1;
  const lines = new Int32Array(place.length).fill(-1);
  for (let i = 0; i < place.length; i++) {
    if (fresh[i] === all) continue;
    const line = place[i] ?? -1;
    if (line <= last) return undefined;
    last = line;
    lines[i] = line;
  }
  return lines;
}

/** A line for each opportunity of which something was computed now, with the columns of that only; made when they are asked for. */
async function madeLines(
  ports: Ports,
  pieces: readonly PartPiece[],
  ids: readonly string[],
  places: Int32Array,
  fresh: Int32Array,
): Promise<Iterable<Uint8Array>> {
  const wanted: number[] = [];
  for (let i = 0; i < ids.length; i++) if (fresh[i] !== 0) wanted.push(i);
  if (wanted.length === 0) return [];
  const sources: LibsvmSource[] = [];
  for (const { directory, columnOf } of pieces) {
    const own = directory.sources[0];
    if (!own || !directory.source.includes(0)) continue;
    let first = 0;
    for (const block of decodeBlocks(await readWhole(ports, own))) {
      const rowOf = Int32Array.from(wanted, (i) => {
        const place = places[i] ?? -1;
        const row = directory.source[place] === 0 ? (directory.row[place] ?? -1) - first : -1;
        return row >= 0 && row < block.ids.length ? row : -1;
      });
      sources.push({ block, rowOf, columnOf });
      first += block.ids.length;
    }
  }
  return writeLibsvm(
    wanted.map((i) => ids[i] ?? ''),
    sources,
    MADE_CHUNK_BYTES,
  );
}

function columnKinds(pieces: readonly PartPiece[]): ColumnKinds {
  const columns = pieces.reduce((most, { columnOf }) => columnOf.reduce((a, b) => Math.max(a, b), most), 0);
  const [owner, days] = [new Uint8Array(columns + 1), new Uint8Array(columns + 1)];
  for (const [i, piece] of pieces.entries()) {
    for (let slot = 0; slot < piece.columnOf.length; slot++) {
      const column = piece.columnOf[slot] ?? 0;
      owner[column] = i;
      days[column] = piece.days[slot] ?? 0;
    }
  }
  days[0] = 0;
  return { owner, days, anyDays: days.includes(1) };
}
