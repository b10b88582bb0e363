import { DaybreakError } from '../domain/errors.ts';
import type { Day } from '../domain/run-date.ts';

/**
 * Where the rows of a part lie: some in the file that the run wrote, the others in files of earlier nights, as nothing of theirs has changed.
 *   ids     string[n]       every id of the part, in order
 *   source  Int32Array[n]   place in `sources`; 0 is the run itself
 *   row     Int32Array[n]   place among the rows of that file, all blocks together
 *   due     Int32Array[n]   first run day on which the row may be another by itself
 *   cells   Int32Array[n]   cells of the row
 */
export interface RowDirectory extends DirectoryHead {
  readonly ids: readonly string[];
  readonly source: Int32Array;
  readonly row: Int32Array;
  readonly due: Int32Array;
  readonly cells: Int32Array;
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

/** "DBD1", then u32 LE: length of the head in bytes, n, length of the ids; four Int32Arrays; the head and the ids as JSON. */
const MAGIC = 0x31444244;
const HEADER_BYTES = 16;
const COLUMNS = ['source', 'row', 'due', 'cells'] as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeDirectory({ ids, source, row, due, cells, ...head }: RowDirectory): Uint8Array {
  const headBytes = encoder.encode(JSON.stringify(head));
  const idBytes = encoder.encode(JSON.stringify(ids));
  const columns = { source, row, due, cells };
  const text = HEADER_BYTES + COLUMNS.length * 4 * ids.length;
  const buffer = new ArrayBuffer(text + headBytes.length + idBytes.length);
  new Uint32Array(buffer, 0, 4).set([MAGIC, headBytes.length, ids.length, idBytes.length]);
  for (const [i, name] of COLUMNS.entries()) {
    new Int32Array(buffer, HEADER_BYTES + i * 4 * ids.length, ids.length).set(columns[name]);
  }
  const bytes = new Uint8Array(buffer);
  bytes.set(headBytes, text);
  bytes.set(idBytes, text + headBytes.length);
  return bytes;
}

/** @throws DaybreakError BLOB_CORRUPT for bytes that are no directory */
export function decodeDirectory(given: Uint8Array): RowDirectory {
  const bytes = new Uint8Array(given); // aligned
  const [magic, headBytes, n, idBytes] =
    bytes.length < HEADER_BYTES ? [0, 0, 0, 0] : (new Uint32Array(bytes.buffer, 0, 4) as unknown as number[]);
  const text = HEADER_BYTES + COLUMNS.length * 4 * n!;
  if (magic !== MAGIC || bytes.length !== text + headBytes! + idBytes!) throw corrupt(bytes.length);
  const column = (i: number): Int32Array => new Int32Array(bytes.buffer, HEADER_BYTES + i * 4 * n!, n);
  const head = JSON.parse(decoder.decode(bytes.subarray(text, text + headBytes!))) as DirectoryHead;
  const ids = JSON.parse(decoder.decode(bytes.subarray(text + headBytes!))) as string[];
  return { ...head, ids, source: column(0), row: column(1), due: column(2), cells: column(3) };
}

const corrupt = (bytes: number): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `a directory of rows of ${bytes} bytes is not as it was written`,
    'look at the disk, then run the night again with --full: it writes its files anew',
  );
