import type { Matrix } from '../matrix.ts';
import type { Kernel } from './kernel.ts';

/** Where a matrix lies. */
export interface MatrixPlaces {
  readonly firstGroup: number;
  readonly base: number;
  readonly start: number;
  readonly back: number;
  readonly value: number;
}

/** Room for a matrix of so many entities, entries and at most as many groups, which the kernel makes. */
export function takeMatrix({ wasm, arena }: Kernel, entities: number, entries: number): MatrixPlaces {
  const places = {
    firstGroup: arena.take(4 * (entities + 1)),
    base: arena.take(4 * entries),
    start: arena.take(4 * (entries + 1)),
    back: arena.take(4 * entries),
    value: arena.take(8 * entries),
  };
  wasm.useMatrix(places.firstGroup, places.base, places.start, places.back, places.value);
  return places;
}

/** Puts a matrix, with room for the order of its largest group. */
export function putMatrix({ wasm, arena }: Kernel, { firstGroup, base, start, back, value }: Matrix): void {
  wasm.useMatrix(arena.put(firstGroup), arena.put(base), arena.put(start), arena.put(back), arena.put(value));
  let most = 0;
  for (let group = 0; group < base.length; group++) most = Math.max(most, start[group + 1]! - start[group]!);
  wasm.useSorted(arena.take(8 * most), arena.take(8 * most));
}
