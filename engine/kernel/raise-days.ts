import { reserve, type LineOutput } from '../line-output.ts';
import { openArena, type Arena } from './arena.ts';
import { kernelWasm, type KernelWasm } from './wasm.ts';

interface Raiser {
  readonly wasm: KernelWasm;
  readonly arena: Arena;
  /** The place of the days that were put last, and the place behind them. */
  readonly start: number;
  days: Uint8Array | undefined;
  behind: number;
}

/** Beyond a text and beyond what is written. */
const OVERHANG_BYTES = 64;
/** A cell has four bytes at least, and a number of days gets at most nine longer. */
const MOST_GROWTH = 4;

const NEWLINE = 10;

let opened: Raiser | undefined;

/**
 * Puts a text as it stands but for its days, which grow by `raise`: whole lines, or cells of one, each with the blank before it.
 * @param days Uint8Array[columns + 1]: 1 where the values of a column count days; it does not change afterwards
 */
export function raiseDays(out: LineOutput, text: Uint8Array, days: Uint8Array, raise: number): void {
  const raiser = (opened ??= openRaiser());
  const { wasm, arena, start } = raiser;
  if (raiser.days !== days) {
    arena.backTo(start);
    arena.put(days);
    raiser.days = days;
    raiser.behind = arena.mark();
  }
  arena.backTo(raiser.behind);
  const from = arena.take(text.length + OVERHANG_BYTES);
  const to = arena.take(MOST_GROWTH * text.length + OVERHANG_BYTES);
  const room = arena.u8(from, text.length + 1);
  room.set(text);
  room[text.length] = NEWLINE;
  const bytes = wasm.raiseDays(from, from + text.length, to, start, days.length, raise) - to;
  reserve(out, bytes);
  out.bytes.set(arena.u8(to, bytes), out.at);
  out.at += bytes;
}

function openRaiser(): Raiser {
  const wasm = kernelWasm();
  const arena = openArena(wasm.memory, wasm.free.value);
  const start = arena.mark();
  return { wasm, arena, start, days: undefined, behind: start };
}
