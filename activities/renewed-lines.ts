import { DaybreakError } from '../domain/errors.ts';
import type { NightManifest } from '../domain/night-manifest.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { nightFolder, type NightRun } from '../domain/night.ts';
import { dayOfDate } from '../domain/run-date.ts';
import { readIds } from '../engine/libsvm-ids.ts';
import { joined } from '../engine/libsvm-lines.ts';
import { writeLibsvm, type LibsvmSource } from '../engine/libsvm-writer.ts';
import { lineStarts } from '../engine/line-starts.ts';
import { renewLines, type ColumnKinds, type LineOrigins, type LineText } from '../engine/renew-lines.ts';
import { decodeBlocks } from '../engine/row-codec.ts';
import { readManifest } from './check-sealed.ts';
import { readWhole } from './kept-rows.ts';
import type { PartPiece } from './part-pieces.ts';
import type { Ports } from './ports.ts';
import { countReceipts } from './receipt.ts';
import { featuresPath, idsPath } from './run-files.ts';

/** The base night's feature files, where their lines are those of this night but for what was computed anew. */
export interface KeptLines {
  readonly run: NightRun;
  readonly manifest: NightManifest;
}

/** Share of the cells of a part from which on its lines are made from earlier ones. */
const LEAST_KEPT = 1 / 4;
/** A line tells its owners apart by the bits of a number. */
const MOST_PIECES = 31;

/** Undefined where the base night had other columns, other parts or packed files, or was not used at all. */
export async function keptLines(
  ports: Ports,
  { base, hashes, compression }: NightSnapshot,
  pieces: readonly PartPiece[],
  parts: number,
): Promise<KeptLines | undefined> {
  if (typeof base === 'string' || pieces.length > MOST_PIECES || compression !== 'none') return undefined;
  if (!pays(pieces)) return undefined;
  if ((await countReceipts(ports.blobs, base, 'files')) !== parts) return undefined;
  const manifest = await readManifest(ports.blobs, base);
  if (manifest?.run !== base.run) return undefined;
  const { dictionary, index } = manifest.inputs;
  return dictionary === hashes.dictionary && index === hashes.index ? { run: base, manifest } : undefined;
}

/** Whether enough of the cells were taken over: taking lines apart costs about as much a cell as writing it. */
function pays(pieces: readonly PartPiece[]): boolean {
  let [cells, kept] = [0, 0];
  for (const { directory } of pieces) {
    for (const [row, source] of directory.source.entries()) {
      const rowCells = directory.cells[row] ?? 0;
      cells += rowCells;
      if (source !== 0) kept += rowCells;
    }
  }
  return kept > 0 && kept >= LEAST_KEPT * cells;
}

interface ScenePart {
  readonly run: NightRun;
  readonly scene: string;
  readonly part: number;
  /** The scene's opportunities, and the place of each among those of the part. */
  readonly ids: readonly string[];
  readonly places: readonly number[];
}

/**
 * The lines of a scene's part from those of the base night and what was computed now; undefined where the base night's file is gone, damaged,
 * or has no line for an opportunity of which something was taken over.
 */
export async function renewedLines(
  ports: Ports,
  kept: KeptLines,
  pieces: readonly PartPiece[],
  { run, scene, part, ids, places }: ScenePart,
): Promise<Iterable<Uint8Array> | undefined> {
  const text = await earlierText(ports, kept, scene, part);
  if (!text) return undefined;
  const all = 2 ** pieces.length - 1;
  const fresh = Int32Array.from(places, (place) =>
    pieces.reduce((bits, { directory }, i) => bits | (directory.source[place] === 0 ? 1 << i : 0), 0),
  );
  const lineOf = new Map(text.ids.map((id, line) => [id, line]));
  const keptLine = Int32Array.from(ids, (id, i) => (fresh[i] === all ? -1 : (lineOf.get(id) ?? -1)));
  if (keptLine.some((line, i) => line < 0 && fresh[i] !== all)) return undefined;
  let lines = 0;
  const origins: LineOrigins = { kept: keptLine, made: fresh.map((bits) => (bits === 0 ? -1 : lines++)), fresh };
  const made = await madeText(ports, pieces, ids, places, fresh);
  const raise = dayOfDate(run.date) - dayOfDate(kept.run.date);
  return renewLines(text.lines, made, origins, columnKinds(pieces), raise);
}

async function earlierText(
  ports: Ports,
  { run, manifest }: KeptLines,
  scene: string,
  part: number,
): Promise<{ ids: readonly string[]; lines: LineText } | undefined> {
  const path = featuresPath(run, scene, part, 'none');
  const read = async (wanted: string): Promise<Uint8Array> => {
    const file = manifest.files.find((listed) => `${nightFolder(run)}/${listed.path}` === wanted);
    return readWhole(ports, { path: wanted, sha256: file?.sha256 ?? '' });
  };
  try {
    const bytes = await read(path);
    const lines = { bytes, start: lineStarts(bytes) };
    const ids = readIds(await read(idsPath(path)));
    return ids.length + 1 === lines.start.length ? { ids, lines } : undefined;
  } catch (error) {
    if (!(error instanceof DaybreakError)) throw error;
    ports.log.warn({ path, code: error.code }, `writes all lines anew: ${error.message}`);
    return undefined;
  }
}

/** A line for each opportunity of which something was computed now, with the columns of that only. */
async function madeText(
  ports: Ports,
  pieces: readonly PartPiece[],
  ids: readonly string[],
  places: readonly number[],
  fresh: Int32Array,
): Promise<LineText> {
  const wanted = [...ids.keys()].filter((i) => fresh[i] !== 0);
  const sources: LibsvmSource[] = [];
  for (const { directory, columnOf } of pieces) {
    const own = directory.sources[0];
    if (!own || wanted.length === 0) continue;
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
  const chunks = writeLibsvm(
    wanted.map((i) => ids[i] ?? ''),
    sources,
  );
  const bytes = joined([...chunks]);
  return { bytes, start: lineStarts(bytes) };
}

function columnKinds(pieces: readonly PartPiece[]): ColumnKinds {
  const columns = pieces.reduce((most, { columnOf }) => columnOf.reduce((a, b) => Math.max(a, b), most), 0);
  const [owner, days] = [new Uint8Array(columns + 1), new Uint8Array(columns + 1)];
  for (const [i, piece] of pieces.entries()) {
    for (const [slot, column] of piece.columnOf.entries()) {
      owner[column] = i;
      days[column] = piece.days[slot] ?? 0;
    }
  }
  days[0] = 0;
  return { owner, days, anyDays: days.includes(1) };
}
