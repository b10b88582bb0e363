import type { WasmMemory } from './wasm.ts';

/** Places in a kernel's memory, one behind the other. Going back to a mark gives up what lies behind it; memory grows and never shrinks. */
export interface Arena {
  /** A place for so many bytes, a multiple of 16. */
  take(bytes: number): number;
  /** Puts numbers into a place of their own. */
  put(numbers: Numbers): number;
  /** The place behind all that were taken. */
  mark(): number;
  /** Gives up every place from the mark on. */
  backTo(mark: number): void;
  /** Numbers at a place; a view, which is worth nothing once something is taken or the kernel has been called. */
  i32(place: number, length: number): Int32Array;
  f64(place: number, length: number): Float64Array;
  u8(place: number, length: number): Uint8Array;
}

type Numbers = Int32Array | Float64Array | Uint8Array | Uint16Array;

const PAGE_BYTES = 65_536;

/** @param start where memory is free */
export function openArena(memory: WasmMemory, start: number): Arena {
  let end = aligned(start);
  const take = (bytes: number): number => {
    const place = end;
    end = aligned(end + bytes);
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return place;
  };
  return {
    take,
    put(numbers) {
      const place = take(numbers.byteLength);
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      new Uint8Array(memory.buffer, place).set(bytes);
      return place;
    },
    mark: () => end,
    backTo(mark) {
      end = mark;
    },
    i32: (place, length) => new Int32Array(memory.buffer, place, length),
    f64: (place, length) => new Float64Array(memory.buffer, place, length),
    u8: (place, length) => new Uint8Array(memory.buffer, place, length),
  };
}

const aligned = (place: number): number => Math.ceil(place / 16) * 16;
