import { FUNCTION_NAMES } from '../../domain/function-name.ts';
import type { BasePlan, Plan } from '../plan.ts';
import type { Arena } from './arena.ts';
import { columnTextsOf } from '../column-texts.ts';
import { putPieces } from './put-pieces.ts';
import type { KernelWasm } from './wasm.ts';

/** Of a window: the kernel has room for 31 functions, which it knows by their place in FUNCTION_NAMES. */
const RESULTS_BYTES = 8 * 32;
const COLUMN_BYTES = 16;

/**
 * Puts a plan as assembly/plan.ts reads it.
 * @param columnOf as openKernel has it; undefined where no text will be written
 */
export function putPlan(wasm: KernelWasm, arena: Arena, plan: Plan, columnOf: Int32Array | undefined): void {
  const { bases, lookup, depth } = plan;
  const first = arena.put(Int32Array.from(bases.flatMap((base) => numbersOf(arena, base, columnOf))));
  wasm.usePlan(first, bases.length, depth, columnOf ? putColumns(arena, columnOf) : 0);
  wasm.useLookup(arena.put(lookup.pairs), 32 - lookup.shift);
  const windows = bases.reduce((most, { windowEnd }) => Math.max(most, windowEnd.length), 0);
  const words = (bases.length + 31) >>> 5;
  const next = arena.put(new Int32Array(32 * words));
  const bits = arena.put(new Int32Array(words));
  wasm.useRoom(next, bits, arena.take(4 * (windows + 1)), arena.take(RESULTS_BYTES * windows));
}

/** The fields of Base in assembly/plan.ts, in their order. */
function numbersOf(arena: Arena, base: BasePlan, columnOf: Int32Array | undefined): number[] {
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
    columnOf ? putPieces(arena, base, columnOf) : 0,
  ];
}

/** ` column:` of every slot in 16 bytes, how many it has in the last; zeros for a slot without a column. */
function putColumns(arena: Arena, columnOf: Int32Array): number {
  const { lead, more, length } = columnTextsOf(columnOf);
  const bytes = new Uint8Array(COLUMN_BYTES * columnOf.length);
  const doubles = new Float64Array(bytes.buffer);
  for (const slot of columnOf.keys()) {
    doubles[2 * slot] = lead[slot]!;
    doubles[2 * slot + 1] = more[slot]!;
    bytes[COLUMN_BYTES * slot + COLUMN_BYTES - 1] = length[slot]!;
  }
  return arena.put(bytes);
}
