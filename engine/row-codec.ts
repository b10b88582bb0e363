import { DaybreakError } from '../domain/errors.ts';
import type { RowBlock } from './row-block.ts';

/**
 * A `.rows` file is blocks one after the other. A block, little-endian (as is every machine that the ONNX runtime and lmdb are built for),
 * n rows, c cells, b bytes of ids:
 *   0   "DBR1"             28  0
 *   4   u32 length of the block, a multiple of 8
 *   8   u32 n   12  u32 c   16  u32 b
 *   20  u32 0   24  u32 0
 *   32              f64 value[c]
 *   32 + 8c         i32 rowStart[n + 1]
 *   … + 4(n + 1)    i32 slot[c]
 *   … + 4c          i32 length of each id in bytes [n]
 *   … + 4n          ids, UTF-8, then zeros up to a multiple of 8
 */
const MAGIC = 0x31524244;
const HEADER_BYTES = 32;

const encoder = new TextEncoder();
// An id may begin with U+FEFF; a decoder that drops it would give another id.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Layout {
  readonly rowStart: number;
  readonly slot: number;
  readonly idLength: number;
  readonly ids: number;
  readonly end: number;
}

function layoutOf(rows: number, cells: number, idBytes: number): Layout {
  const rowStart = HEADER_BYTES + 8 * cells;
  const slot = rowStart + 4 * (rows + 1);
  const idLength = slot + 4 * cells;
  const ids = idLength + 4 * rows;
  return { rowStart, slot, idLength, ids, end: Math.ceil((ids + idBytes) / 8) * 8 };
}

/** The bytes of one block; a block without rows is 40 bytes. */
export function encodeBlock(block: RowBlock): Uint8Array {
  const { ids, rowStart, slot, value } = block;
  const idTexts = ids.map((id) => encoder.encode(id));
  const idBytes = idTexts.reduce((sum, { length }) => sum + length, 0);
  const layout = layoutOf(ids.length, slot.length, idBytes);
  const buffer = new ArrayBuffer(layout.end);
  new Uint32Array(buffer, 0, 5).set([MAGIC, layout.end, ids.length, slot.length, idBytes]);
  new Float64Array(buffer, HEADER_BYTES, value.length).set(value);
  new Int32Array(buffer, layout.rowStart, rowStart.length).set(rowStart);
  new Int32Array(buffer, layout.slot, slot.length).set(slot);
  const lengths = new Int32Array(buffer, layout.idLength, ids.length);
  const bytes = new Uint8Array(buffer);
  let at = layout.ids;
  for (const [i, text] of idTexts.entries()) {
    lengths[i] = text.length;
    bytes.set(text, at);
    at += text.length;
  }
  return bytes;
}

/**
 * The blocks of a `.rows` file in order; none for no bytes. The arrays are views of `bytes` where it is aligned, so they live as long.
 * @throws DaybreakError BLOB_CORRUPT with the offset of a block that is cut short or that is not one.
 */
export function* decodeBlocks(bytes: Uint8Array): Generator<RowBlock> {
  for (let offset = 0; offset < bytes.length;) {
    const [block, length] = decodeBlock(bytes, offset);
    yield block;
    offset += length;
  }
}

function decodeBlock(bytes: Uint8Array, offset: number): [RowBlock, number] {
  const left = bytes.length - offset;
  if (left < HEADER_BYTES) throw corrupt(offset, `${left} bytes are too few for a block's head of ${HEADER_BYTES}`);
  const head = new DataView(bytes.buffer, bytes.byteOffset + offset, HEADER_BYTES);
  const word = (at: number): number => head.getUint32(at, true);
  if (word(0) !== MAGIC) throw corrupt(offset, 'it does not begin with "DBR1"');
  const [length, rows, cells, idBytes] = [word(4), word(8), word(12), word(16)];
  const layout = layoutOf(rows, cells, idBytes);
  if (length !== layout.end)
    throw corrupt(offset, `its length of ${length} bytes is not that of its ${rows} rows and ${cells} cells`);
  if (length > left) throw corrupt(offset, `it has ${length} bytes and the file ends after ${left}`);

  const aligned = (bytes.byteOffset + offset) % 8 === 0;
  const { buffer, byteOffset: base } = aligned
    ? bytes.subarray(offset, offset + length)
    : new Uint8Array(bytes.subarray(offset, offset + length));
  const block = {
    ids: decodeIds(
      bytes.subarray(offset + layout.ids, offset + layout.ids + idBytes),
      new Int32Array(buffer, base + layout.idLength, rows),
      offset,
    ),
    rowStart: new Int32Array(buffer, base + layout.rowStart, rows + 1),
    slot: new Int32Array(buffer, base + layout.slot, cells),
    value: new Float64Array(buffer, base + HEADER_BYTES, cells),
  };
  checkCells(block, offset);
  return [block, length];
}

function decodeIds(bytes: Uint8Array, lengths: Int32Array, offset: number): string[] {
  const ids: string[] = [];
  let at = 0;
  try {
    const text = decoder.decode(bytes);
    const ascii = text.length === bytes.length;
    for (const length of lengths) {
      if (length < 0) throw corrupt(offset, 'an id has a negative length');
      ids.push(ascii ? text.slice(at, at + length) : decoder.decode(bytes.subarray(at, at + length)));
      at += length;
    }
  } catch (cause) {
    throw cause instanceof DaybreakError ? cause : corrupt(offset, 'its ids are not UTF-8', cause);
  }
  if (at !== bytes.length)
    throw corrupt(offset, `its ids have ${bytes.length} bytes and their lengths add up to ${at}`);
  return ids;
}

/** Later loops index by rowStart and slot without looking, so both are looked at here. */
function checkCells({ rowStart, slot }: RowBlock, offset: number): void {
  const rows = rowStart.length - 1;
  if (rowStart[0] !== 0 || rowStart[rows] !== slot.length) throw corrupt(offset, 'its rows do not cover its cells');
  for (let row = 0; row < rows; row++) {
    const end = rowStart[row + 1]!;
    if (end < rowStart[row]! || end > slot.length) throw corrupt(offset, `row ${row + 1} ends before it begins`);
    for (let i = rowStart[row]!, before = -1; i < end; i++) {
      const at = slot[i]!;
      if (at <= before) throw corrupt(offset, `the slots of row ${row + 1} do not ascend`);
      before = at;
    }
  }
}

const corrupt = (offset: number, what: string, cause?: unknown): DaybreakError =>
  new DaybreakError(
    'BLOB_CORRUPT',
    `the block of rows at byte ${offset} is not as it was written: ${what}`,
    'look at the disk, then run the night again: it writes its files anew',
    cause,
  );
