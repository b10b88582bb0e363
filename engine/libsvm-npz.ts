import { DaybreakError } from '../domain/errors.ts';
import { joined } from './libsvm-lines.ts';
import { libsvmReader } from './libsvm-reader.ts';
import type { LibsvmRows } from './libsvm-rows.ts';
import { npz } from './npz.ts';

/** The binary form of a LibSVM text, made from the text itself, so that both hold the same values. */
export interface NpzWriter {
  /**
   * Chunks of the text in order, cut anywhere.
   * @throws DaybreakError BLOB_CORRUPT with the line's number, SETTINGS_INVALID for more than an .npz holds
   */
  push(chunk: Uint8Array): void;
  finish(): Uint8Array;
}

const POINTER_BYTES = 8;
/** What a zip archive without 64-bit sizes holds, less its headers; nor is a larger Uint8Array to be had everywhere. */
const MOST_BYTES = 2 ** 32 - (1 << 16);

const tooLarge = (): DaybreakError =>
  new DaybreakError(
    'SETTINGS_INVALID',
    'a part of the feature files is larger than 4 GiB in its binary form, and no .npz holds that',
    'set files.binary to false in settings.yaml: the text of the part has no such limit',
  );

/**
 * A CSR matrix as scipy.sparse.save_npz writes it, rows in the order of the lines: `data` f64, `indices` i32 (column - 1, ascending within
 * a row), `indptr` i64, `shape` (rows, columns). An absent feature has no entry, an explicit 0 has one. The labels, which are all 0, are left out.
 * The whole part is held until it is finished, 12 bytes a cell and 8 a row; no text is a matrix without rows.
 * @param columns the width: of the feature index, whatever columns the text uses
 */
export function npzWriter(columns: number, mostBytes = MOST_BYTES): NpzWriter {
  const reader = libsvmReader();
  const blocks: LibsvmRows[] = [];
  let bytes = 0;
  const keep = (rows: LibsvmRows): void => {
    if (rows.label.length === 0) return;
    bytes += rows.value.byteLength + rows.column.byteLength + rows.label.length * POINTER_BYTES;
    if (bytes > mostBytes) throw tooLarge();
    blocks.push(rows);
  };
  return {
    push: (chunk) => {
      keep(reader.push(chunk));
    },
    finish() {
      keep(reader.finish());
      const rows = blocks.reduce((sum, { label }) => sum + label.length, 0);
      const data = joined(blocks.map(({ value }) => bytesOf(value)));
      const indices = joined(blocks.map(({ column }) => bytesOf(column.map((one) => one - 1))));
      return npz([
        { name: 'indices', descr: '<i4', shape: [indices.length / 4], bytes: indices },
        { name: 'indptr', descr: '<i8', shape: [rows + 1], bytes: bytesOf(rowPointers(blocks, rows)) },
        { name: 'format', descr: '|S3', shape: [], bytes: new TextEncoder().encode('csr') },
        { name: 'shape', descr: '<i8', shape: [2], bytes: bytesOf(BigInt64Array.of(BigInt(rows), BigInt(columns))) },
        { name: 'data', descr: '<f8', shape: [data.length / 8], bytes: data },
      ]);
    },
  };
}

function rowPointers(blocks: readonly LibsvmRows[], rows: number): BigInt64Array {
  const pointers = new BigInt64Array(rows + 1);
  let [row, cells] = [0, 0];
  for (const { rowStart, value } of blocks) {
    for (let i = 1; i < rowStart.length; i++) pointers[(row += 1)] = BigInt(cells + rowStart[i]!);
    cells += value.length;
  }
  return pointers;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
