import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { encodeDay } from '../../engine/packed-day.ts';
import type { PackedDays } from '../../engine/matrix.ts';
import type { EntryBlock } from './entries.ts';

/**
 * The store's form: what stores/day-table.ts `readDays` gives for ids in order, block after block, without a database around it. A feature's
 * dictionary id is its number + 1. A block, little-endian:
 *   u32 ids · u32 cells · u32 bytes of cells · u32 0, then cellStart, day, byteStart, cells (as DayCells), zeros up to a multiple of 4
 * and behind the last block the offset of each as f64, then their number as f64.
 */
export const RUN_DAY = 20_000;

export async function writeStore(path: string, blocks: Iterable<EntryBlock>): Promise<void> {
  const file = openSync(path, 'w');
  const offsets: number[] = [];
  let at = 0;
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    at += bytes.length;
  };
  for (const block of blocks) {
    offsets.push(at);
    const { cellStart, day, byteStart, bytes } = packedDays(block);
    for (const part of [Uint32Array.of(block.ids, day.length, bytes.length, 0), cellStart, day, byteStart, bytes]) {
      write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    }
    write(new Uint8Array(-bytes.length & 3));
  }
  write(new Uint8Array(Float64Array.from([...offsets, offsets.length]).buffer));
  closeSync(file);
  return Promise.resolve();
}

function packedDays({ ids, start, feature, back, value }: EntryBlock): PackedDays {
  const cellStart = new Int32Array(ids + 1);
  const [day, byteStart]: [number[], number[]] = [[], [0]];
  const cells: Uint8Array[] = [];
  for (let i = 0; i < ids; i++) {
    const ofDay = new Map<number, number[]>();
    for (let entry = start[i] ?? 0; entry < (start[i + 1] ?? 0); entry++) {
      const daysBack = back[entry] ?? 0;
      const entries = ofDay.get(daysBack);
      if (entries) entries.push(entry);
      else ofDay.set(daysBack, [entry]);
    }
    for (const [daysBack, entries] of [...ofDay].sort(([a], [b]) => a - b)) {
      const cell = encodeDay(
        entries.map((entry) => (feature[entry] ?? 0) + 1),
        entries.map((entry) => value[entry] ?? 0),
        entries.length,
      );
      cells.push(cell);
      day.push(RUN_DAY - daysBack);
      byteStart.push((byteStart.at(-1) ?? 0) + cell.length);
    }
    cellStart[i + 1] = day.length;
  }
  const bytes = new Uint8Array(Buffer.concat(cells));
  return { cellStart, day: Int32Array.from(day), byteStart: Int32Array.from(byteStart), bytes };
}

export interface StoreReader {
  readonly blocks: number;
  /** The cells are good until the next call. */
  read(block: number): PackedDays;
}

export function openStore(path: string): StoreReader {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  let room = new ArrayBuffer(1 << 20);
  const readAt = (offset: number, bytes: number): ArrayBuffer => {
    if (room.byteLength < bytes) room = new ArrayBuffer(2 * bytes);
    const buffer = room;
    for (let done = 0; done < bytes;) done += readSync(file, new Uint8Array(buffer, done), { position: offset + done });
    return buffer;
  };
  const [blocks = 0] = new Float64Array(readAt(size - 8, 8), 0, 1);
  const offsets = new Float64Array(readAt(size - 8 - blocks * 8, (blocks + 1) * 8), 0, blocks + 1).slice();
  offsets[blocks] = size - 8 - blocks * 8;
  return {
    blocks,
    read(block) {
      const [from = 0, to = 0] = offsets.subarray(block);
      const buffer = readAt(from, to - from);
      const [ids = 0, cells = 0, bytes = 0] = new Uint32Array(buffer, 0, 3);
      const day = 16 + 4 * (ids + 1);
      const byteStart = day + 4 * cells;
      return {
        cellStart: new Int32Array(buffer, 16, ids + 1),
        day: new Int32Array(buffer, day, cells),
        byteStart: new Int32Array(buffer, byteStart, cells + 1),
        bytes: new Uint8Array(buffer, byteStart + 4 * (cells + 1), bytes),
      };
    },
  };
}
