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
  /** Hash of the code that made the rows; a directory of an older version has none. */
  readonly code?: string;
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
 * "DBD3", then u32 LE: n, members of all rows, linked ids, bytes of the head, bytes of the ids, bytes of the linked ids; eight Int32Arrays;
 * the head as JSON, the ids, the linked ids, both with a 0 between one and the next, as no id has a 0 in it.
 */
const MAGIC = 0x33444244;
/** Of the version before: then u32 LE: bytes of the text, n, members of all rows; eight Int32Arrays; head, ids and linked ids as one JSON. */
const OLDER_MAGIC = 0x32444244;
const HEADER_BYTES = 28;
const OLDER_HEADER_BYTES = 16;
/** Arrays with a number a row. */
const COLUMNS = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes that decodeDirectory reads, in the form above. @param directory its columns are copied; ids without a 0 in them */
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
  const texts = [encoder.encode(JSON.stringify(head)), textOf(ids), textOf(members.ids)];
  const columns = [source, row, due, relinked, cells, scenes, members.start, members.member];
  const textAt = textStart(HEADER_BYTES, ids.length, members.member.length);
  const lengths = texts.map(({ length }) => length);
  const buffer = new ArrayBuffer(lengths.reduce((sum, length) => sum + length, textAt));
  const counts = [ids.length, members.member.length, members.ids.length];
  new Uint32Array(buffer, 0, HEADER_BYTES / 4).set([MAGIC, ...counts, ...lengths]);
  let at = HEADER_BYTES;
  for (const column of columns) {
    new Int32Array(buffer, at, column.length).set(column);
    at += column.byteLength;
  }
  for (const text of texts) {
    new Uint8Array(buffer, at, text.length).set(text);
    at += text.length;
  }
  return new Uint8Array(buffer);
}

/** The ids are made when they are first asked for. @throws DaybreakError BLOB_CORRUPT for bytes that are no directory */
export function decodeDirectory(given: Uint8Array): RowDirectory {
  const bytes = given.byteOffset % 4 === 0 ? given : new Uint8Array(given);
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_BYTES) >>> 2);
  if (header[0] === OLDER_MAGIC && bytes.length >= OLDER_HEADER_BYTES) return decodeOlder(bytes, header);
  if (header[0] !== MAGIC || bytes.length < HEADER_BYTES) throw corrupt(bytes.length);
  const [, n, m, linked, ...lengths] = header as unknown as number[];
  const textAt = textStart(HEADER_BYTES, n!, m!);
  if (bytes.length !== lengths.reduce((sum, length) => sum + length, textAt)) throw corrupt(bytes.length);
  const idsAt = textAt + lengths[0]!;
  const head = JSON.parse(decoder.decode(bytes.subarray(textAt, idsAt))) as DirectoryHead;
  const idText = bytes.subarray(idsAt, idsAt + lengths[1]!);
  const linkedText = bytes.subarray(idsAt + lengths[1]!);
  const { start, member, ...columns } = columnsOf(bytes, HEADER_BYTES, n!, m!);
  let [ids, linkedIds]: (readonly string[] | undefined)[] = [];
  const members: RowMembers = {
    get ids() {
      return (linkedIds ??= listOf(linkedText, linked!));
    },
    start,
    member,
  };
  return {
    ...head,
    get ids() {
      return (ids ??= listOf(idText, n!));
    },
    ...columns,
    members,
  };
}

function decodeOlder(bytes: Uint8Array, [, textBytes, n, m]: Uint32Array): RowDirectory {
  const textAt = textStart(OLDER_HEADER_BYTES, n!, m!);
  if (bytes.length !== textAt + textBytes!) throw corrupt(bytes.length);
  const [head, ids, linked] = JSON.parse(decoder.decode(bytes.subarray(textAt))) as [DirectoryHead, string[], string[]];
  const { start, member, ...columns } = columnsOf(bytes, OLDER_HEADER_BYTES, n!, m!);
  return { ...head, ids, ...columns, members: { ids: linked, start, member } };
}

type Columns = Omit<RowDirectory, keyof DirectoryHead | 'ids' | 'members'> & Omit<RowMembers, 'ids'>;

function columnsOf({ buffer, byteOffset }: Uint8Array, headerBytes: number, n: number, m: number): Columns {
  const column = (i: number, length = n): Int32Array =>
    new Int32Array(buffer, byteOffset + headerBytes + i * 4 * n, length);
  const start = column(COLUMNS, n + 1);
  const member = new Int32Array(buffer, start.byteOffset + start.byteLength, m);
  return {
    source: column(0),
    row: column(1),
    due: column(2),
    relinked: column(3),
    cells: column(4),
    scenes: column(5),
    start,
    member,
  };
}

/** Texts of lists that were read: a night's directory mostly has the very ids of the one before. */
const textsRead = new WeakMap<readonly string[], Uint8Array>();

const textOf = (ids: readonly string[]): Uint8Array => textsRead.get(ids) ?? encoder.encode(ids.join('\0'));

function listOf(text: Uint8Array, count: number): readonly string[] {
  // Not as JSON: its reader looks every short text up among all that there are.
  const ids = count === 0 ? [] : decoder.decode(text).split('\0');
  if (ids.length !== count) throw corrupt(text.length);
  textsRead.set(ids, text);
  return ids;
}

const textStart = (headerBytes: number, rows: number, members: number): number =>
  headerBytes + 4 * (COLUMNS * rows + rows + 1 + members);

const corrupt = (bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a directory of rows of ${bytes} bytes is not as it was written`,
    'look at the disk, then run the night again with --full: it writes its files anew',
  );
