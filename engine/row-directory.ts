import { DaybreakError } from '../domain/errors.ts';
import type { Day } from '../domain/run-date.ts';

/**
 * Where the rows of a part lie: some in the file that the run wrote, the others in files of earlier nights, as nothing of theirs has changed.
 *   ids     string[n]       every id of the part, in order
 *   source  Int32Array[n]   place in `sources`; 0 is the run itself
 *   row     Int32Array[n]   place among the rows of that file, all blocks together
 *   due     Int32Array[n]   first run day on which the row may be another by itself
 *   relinked Int32Array[n]  first run day on which other ids may be linked to it; 0 where that is not known
 *   cells   Int32Array[n]   cells of the row
 *   scenes  Int32Array[n]   bits of the scenes that the id is in; 0 for linked ids
 *   members what the rows are made from beside their own id
 */
export interface RowDirectory extends DirectoryHead {
  readonly ids: readonly string[];
  readonly source: Int32Array;
  readonly row: Int32Array;
  readonly due: Int32Array;
  readonly relinked: Int32Array;
  readonly cells: Int32Array;
  readonly scenes: Int32Array;
  readonly members: RowMembers;
}

/**
 * The linked ids whose days are in a row.
 *   ids     string[m]           linked ids; seldom one twice
 *   start   Int32Array[n + 1]   those of row i: start[i] .. start[i+1]; n + 1 zeros where no row has any
 *   member  Int32Array          place in `ids`
 */
export interface RowMembers {
  readonly ids: readonly string[];
  readonly start: Int32Array;
  readonly member: Int32Array;
}

interface DirectoryHead {
  /** What gives the slots their meaning; rows of another plan are no use. */
  readonly plan: string;
  /** The store's change sequence before the first of the run's rows was read. */
  readonly sequence: number;
  readonly sources: readonly RowSource[];
}

/** A `.rows` file. Values that count days are as of `day`. */
export interface RowSource {
  readonly path: string;
  readonly sha256: string;
  readonly day: Day;
}

/**
 * Little-endian: "DBD3", then u32: n, members of all rows, linked ids, bytes of the head, of the ids and of the linked ids; eight Int32Arrays; the
 * head as JSON; the ids and the linked ids, a 0 between two, which no id holds. JSON would look up every id among all texts of the process.
 */
const MAGIC = 0x33444244;
const HEADER_WORDS = 7;
/** Arrays with a number a row. */
const COLUMNS = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeDirectory({
  ids,
  source,
  row,
  due,
  relinked,
  cells,
  scenes,
  members,
  ...head
}: RowDirectory): Uint8Array {
  const texts = [JSON.stringify(head), ids.join('\0'), members.ids.join('\0')].map((text) => encoder.encode(text));
  const lengths = texts.map(({ length }) => length);
  const columns = [source, row, due, relinked, cells, scenes, members.start, members.member];
  const textAt = textStart(ids.length, members.member.length);
  const buffer = new ArrayBuffer(lengths.reduce((sum, length) => sum + length, textAt));
  const header = [MAGIC, ids.length, members.member.length, members.ids.length, ...lengths];
  new Uint32Array(buffer, 0, HEADER_WORDS).set(header);
  let at = 4 * HEADER_WORDS;
  for (const column of columns) {
    new Int32Array(buffer, at, column.length).set(column);
    at += column.byteLength;
  }
  for (const text of texts) {
    new Uint8Array(buffer).set(text, at);
    at += text.length;
  }
  return new Uint8Array(buffer);
}

/** @throws DaybreakError BLOB_CORRUPT for bytes that are no directory */
export function decodeDirectory(given: Uint8Array): RowDirectory {
  const bytes = given.byteOffset % 4 === 0 ? given : new Uint8Array(given);
  const { buffer, byteOffset: base, length } = bytes;
  const words = length < 4 * HEADER_WORDS ? new Uint32Array(HEADER_WORDS) : new Uint32Array(buffer, base, HEADER_WORDS);
  const [magic, n, m, linkedIds, headBytes, idBytes, linkedBytes] = Array.from(words) as Seven;
  const headAt = textStart(n, m);
  const [idsAt, linkedAt] = [headAt + headBytes, headAt + headBytes + idBytes];
  if (magic !== MAGIC || length !== linkedAt + linkedBytes) throw corrupt(length);
  const text = (from: number, to: number): string => decoder.decode(bytes.subarray(from, to));
  const column = (i: number, places = n): Int32Array =>
    new Int32Array(buffer, base + 4 * (HEADER_WORDS + i * n), places);
  const head = JSON.parse(text(headAt, idsAt)) as DirectoryHead;
  const [ids, linked] = [idsOf(text(idsAt, linkedAt), n), idsOf(text(linkedAt, length), linkedIds)];
  if (!ids || !linked) throw corrupt(length);
  const member = new Int32Array(buffer, base + headAt - 4 * m, m);
  const members = { ids: linked, start: column(COLUMNS, n + 1), member };
  const numbers = { source: column(0), row: column(1), due: column(2), relinked: column(3) };
  return { ...head, ids, ...numbers, cells: column(4), scenes: column(5), members };
}

type Seven = [number, number, number, number, number, number, number];

/** Undefined where there are not `count` of them. */
function idsOf(text: string, count: number): string[] | undefined {
  const ids = count === 0 && text === '' ? [] : text.split('\0');
  return ids.length === count ? ids : undefined;
}

const textStart = (rows: number, members: number): number => 4 * (HEADER_WORDS + COLUMNS * rows + rows + 1 + members);

const corrupt = (bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a directory of rows of ${bytes} bytes is not as it was written`,
    'look at the disk, then run the night again with --full: it writes its files anew',
  );
