import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import type { BasePlan, Plan } from '../plan.ts';
import type { Arena } from './arena.ts';
import type { KernelWasm } from './wasm.ts';

/** Of a window: the kernel has room for 31 functions, which it knows by their place in FUNCTION_NAMES. */
const RESULTS_BYTES = 8 * 32;
/** As assembly/columns.ts and assembly/lone.ts have them. */
const COLUMN_BYTES = 16;
const PIECES_A_CELL_BYTES = 64;

/** The columns of a plan that is put for text. */
interface Columns {
  /** Int32Array[slots], as openKernel has it. */
  readonly of: Int32Array;
  /** The place of their texts. */
  readonly texts: number;
}

/**
 * Puts a plan as assembly/plan.ts reads it.
 * @param columnOf as openKernel has it; undefined where no text will be written
 */
export function putPlan(wasm: KernelWasm, arena: Arena, plan: Plan, columnOf: Int32Array | undefined): void {
  const { bases, lookup, depth } = plan;
  const columns = columnOf && { of: columnOf, texts: putColumns(wasm, arena, columnOf) };
  const first = arena.put(
    Int32Array.from(
      bases.flatMap((base) => numbersOf(arena, base, columns ? putPieces(wasm, arena, base, columns) : 0)),
    ),
  );
  wasm.usePlan(first, bases.length, depth, columns?.texts ?? 0);
  wasm.useLookup(arena.put(lookup.pairs), 32 - lookup.shift);
  const windows = bases.reduce((most, { windowEnd }) => Math.max(most, windowEnd.length), 0);
  const words = (bases.length + 31) >>> 5;
  const next = arena.put(new Int32Array(32 * words));
  const bits = arena.put(new Int32Array(words));
  wasm.useRoom(next, bits, arena.take(4 * (windows + 1)), arena.take(RESULTS_BYTES * windows));
}

/** The fields of Base in assembly/plan.ts, in their order. */
function numbersOf(arena: Arena, base: BasePlan, pieces: number): number[] {
  const places = base.feature.functions.map((name) => FUNCTION_NAMES.indexOf(name));
  return [
    base.firstSlot,
    base.width,
    base.windowEnd.length,
    base.depth,
    Number(base.disjoint),
    Number(base.moments),
    Number(base.sorted),
    places.reduce((bits, place) => bits | (1 << place), 0),
    arena.put(base.windowEnd),
    arena.put(Uint16Array.from(base.windowAt)),
    arena.put(Uint8Array.from(places)),
    pieces,
  ];
}

/** Has the kernel make ` column:` of every slot, and gives their place. */
function putColumns(wasm: KernelWasm, arena: Arena, columnOf: Int32Array): number {
  const texts = arena.take(COLUMN_BYTES * columnOf.length);
  const before = arena.mark();
  wasm.makeColumns(arena.put(columnOf), columnOf.length, texts);
  arena.backTo(before);
  return texts;
}

/**
 * Has the kernel make the pieces of a base row's cells, and gives the place of i32[windows + 1], where those of each window begin; 0 for a row
 * that is not written so, because a function does not say what it is of one value, or a slot has no column.
 */
function putPieces(
  wasm: KernelWasm,
  arena: Arena,
  { ofOne, firstSlot, width, windowEnd }: BasePlan,
  columns: Columns,
): number {
  const cells = windowEnd.length * width;
  if (!ofOne || columns.of.subarray(firstSlot, firstSlot + cells).includes(0)) return 0;
  const kinds = arena.put(ofOne);
  const starts = arena.take(4 * (windowEnd.length + 1));
  const pieces = arena.take(PIECES_A_CELL_BYTES * cells);
  const column = columns.texts + COLUMN_BYTES * firstSlot;
  arena.backTo(wasm.makePieces(kinds, width, windowEnd.length, column, starts, pieces));
  return starts;
}
