import { BYTES_BEFORE_KEY, KEY_BYTES_BESIDE_NAMES } from './cell-decode.ts';

/** The types of the cells a client writes. */
export const CELL_TYPE = { put: 4, deleteVersion: 8, deleteColumn: 12, deleteFamily: 14 } as const;
export type CellType = (typeof CELL_TYPE)[keyof typeof CELL_TYPE];

/** What the server replaces by its own time. */
const LATEST_HIGH = 0x7fffffff;
const LATEST_LOW = 0xffffffff;

/** A cell block under construction; `at` is where the next cell goes. */
export interface CellWriter {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** A writer with room for exactly so many bytes, counted with encodedBytes. */
export function cellWriter(size: number): CellWriter {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer), at: 0 };
}

/** The bytes of one cell in a cell block. */
export const encodedBytes = (
  rowBytes: number,
  familyBytes: number,
  qualifierBytes: number,
  valueBytes: number,
): number => BYTES_BEFORE_KEY + KEY_BYTES_BESIDE_NAMES + rowBytes + familyBytes + qualifierBytes + valueBytes;

/** Appends a cell (layout: decodeCells). `timestamp` in ms, the server's time where undefined. */
export function writeCell(
  writer: CellWriter,
  row: Uint8Array,
  family: Uint8Array,
  qualifier: Uint8Array,
  timestamp: number | undefined,
  type: CellType,
  value: Uint8Array,
): void {
  const { bytes, view } = writer;
  const keyBytes = KEY_BYTES_BESIDE_NAMES + row.length + family.length + qualifier.length;
  let at = writer.at;
  view.setUint32(at, BYTES_BEFORE_KEY - 4 + keyBytes + value.length);
  view.setUint32(at + 4, keyBytes);
  view.setUint32(at + 8, value.length);
  view.setUint16(at + 12, row.length);
  at = copyTo(bytes, at + 14, row);
  bytes[at] = family.length;
  at = copyTo(bytes, at + 1, family);
  at = copyTo(bytes, at, qualifier);
  view.setUint32(at, timestamp === undefined ? LATEST_HIGH : Math.floor(timestamp / 0x1_0000_0000));
  view.setUint32(at + 4, timestamp === undefined ? LATEST_LOW : timestamp >>> 0);
  bytes[at + 8] = type;
  writer.at = copyTo(bytes, at + 9, value);
}

/** A loop beats `set` for what most names and values are: a few bytes. */
const SHORT_BYTES = 48;

function copyTo(target: Uint8Array, at: number, source: Uint8Array): number {
  const length = source.length;
  if (length > SHORT_BYTES) target.set(source, at);
  else for (let i = 0; i < length; i++) target[at + i] = source[i]!;
  return at + length;
}
