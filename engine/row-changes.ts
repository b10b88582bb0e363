import type { LibsvmRows } from './libsvm-rows.ts';

/** Counts how rows differ, column by column, from rows of another run; the columns of each are mapped to common places. */
export interface RowChanges {
  /** Compares a row of each; gives whether any place differs. `id` is kept for the largest change of a place. */
  add(id: string, before: LibsvmRows, rowBefore: number, now: LibsvmRows, rowNow: number): boolean;
  /** What was counted at a place. */
  at(place: number): PlaceChanges;
}

interface PlaceChanges {
  readonly changed: number;
  readonly appeared: number;
  readonly vanished: number;
  /** Sum of now - before over `changed`. */
  readonly sum: number;
  readonly most: { readonly id: string; readonly before: number; readonly now: number } | undefined;
}

/** @param placesBefore Int32Array by column: place, -1 for a column that is not compared; `placesNow` likewise */
export function rowChanges(places: number, placesBefore: Int32Array, placesNow: Int32Array): RowChanges {
  const [old, fresh] = [new Float64Array(places).fill(Number.NaN), new Float64Array(places).fill(Number.NaN)];
  const [changed, appeared, vanished] = [new Int32Array(places), new Int32Array(places), new Int32Array(places)];
  const sum = new Float64Array(places);
  const most: PlaceChanges['most'][] = new Array<PlaceChanges['most']>(places).fill(undefined);

  function spread({ rowStart, column, value }: LibsvmRows, row: number, of: Int32Array, into: Float64Array): void {
    for (let cell = rowStart[row]!; cell < rowStart[row + 1]!; cell++) {
      const place = of[column[cell]!] ?? -1;
      if (place >= 0) into[place] = value[cell]!;
    }
  }
  function note(place: number, id: string): void {
    const [before, now] = [old[place]!, fresh[place]!];
    changed[place]! += 1;
    sum[place]! += now - before;
    const known = most[place];
    if (!known || Math.abs(now - before) > Math.abs(known.now - known.before)) most[place] = { id, before, now };
  }
  return {
    add(id, before, rowBefore, now, rowNow) {
      spread(before, rowBefore, placesBefore, old);
      spread(now, rowNow, placesNow, fresh);
      let differs = false;
      for (let place = 0; place < places; place++) {
        const [was, is] = [old[place]!, fresh[place]!];
        if (was === is || (was !== was && is !== is)) continue;
        differs = true;
        if (was !== was) appeared[place]! += 1;
        else if (is !== is) vanished[place]! += 1;
        else note(place, id);
      }
      old.fill(Number.NaN);
      fresh.fill(Number.NaN);
      return differs;
    },
    at: (place) => ({
      changed: changed[place]!,
      appeared: appeared[place]!,
      vanished: vanished[place]!,
      sum: sum[place]!,
      most: most[place],
    }),
  };
}
