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

/** "DBD2", then u32 LE: length of the text in bytes, n, members of all rows; eight Int32Arrays; the head, the ids and the linked ids as JSON. */
const MAGIC = 0x32444244;
const HEADER_BYTES = 16;
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
  const text = encoder.encode(JSON.stringify([head, ids, members.ids]));
  const columns = [source, row, due, relinked, cells, scenes, members.start, members.member];
  const textAt = textStart(ids.length, members.member.length);
  const buffer = new ArrayBuffer(textAt + text.length);
  new Uint32Array(buffer, 0, 4).set([MAGIC, text.length, ids.length, members.member.length]);
  let at = HEADER_BYTES;
  for (const column of columns) {
    new Int32Array(buffer, at, column.length).set(column);
    at += column.byteLength;
  }
  new Uint8Array(buffer).set(text, textAt);
  return new Uint8Array(buffer);
}

/** @throws DaybreakError BLOB_CORRUPT for bytes that are no directory */
export function decodeDirectory(given: Uint8Array): RowDirectory {
  const bytes = given.byteOffset % 4 === 0 ? given : new Uint8Array(given);
  const { buffer, byteOffset: base } = bytes;
  const [magic, textBytes, n, m] =
    bytes.length < HEADER_BYTES ? [0, 0, 0, 0] : (new Uint32Array(buffer, base, 4) as unknown as number[]);
  const textAt = textStart(n!, m!);
  if (magic !== MAGIC || bytes.length !== textAt + textBytes!) throw corrupt(bytes.length);
  const column = (i: number, length = n!): Int32Array =>
    new Int32Array(buffer, base + HEADER_BYTES + i * 4 * n!, length);
  const [head, ids, linked] = JSON.parse(decoder.decode(bytes.subarray(textAt))) as [DirectoryHead, string[], string[]];
  const member = new Int32Array(buffer, base + textAt - 4 * m!, m);
  const members = { ids: linked, start: column(COLUMNS, n! + 1), member };
  const numbers = { source: column(0), row: column(1), due: column(2), relinked: column(3) };
  return { ...head, ids, ...numbers, cells: column(4), scenes: column(5), members };
}

const textStart = (rows: number, members: number): number => HEADER_BYTES + 4 * (COLUMNS * rows + rows + 1 + members);

const corrupt = (bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a directory of rows of ${bytes} bytes is not as it was written`,
    'look at the disk, then run the night again with --full: it writes its files anew',
  );
