import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';

/** The files of earlier nights that a new directory names: each once, in the order in which rows of theirs are met. */
export interface SourcePlaces {
  readonly sources: readonly RowSource[];
  /** Place in the new directory of the file that a row of an earlier one lies in; 0 is the run's own file, so the first of these has 1. */
  of(directory: RowDirectory, at: number): number;
}

export function sourcePlaces(): SourcePlaces {
  const sources: RowSource[] = [];
  const placeOfPath = new Map<string, number>();
  /** By the directory: for each of its files the place, 0 for one that has not been met. */
  const placesOf = new Map<RowDirectory, Int32Array>();
  let [last, places]: [RowDirectory | undefined, Int32Array] = [undefined, new Int32Array(0)];
  return {
    sources,
    of(directory, at) {
      if (directory !== last) {
        places = placesOf.get(directory) ?? new Int32Array(directory.sources.length);
        placesOf.set(directory, places);
        last = directory;
      }
      const file = directory.source[at] ?? -1;
      const known = places[file] ?? 0;
      if (known > 0) return known;
      const source = directory.sources[file];
      if (!source) throw new RangeError(`row ${at} of a directory lies in none of its files`);
      const place = placeOfPath.get(source.path) ?? sources.push(source);
      placeOfPath.set(source.path, place);
      places[file] = place;
      return place;
    },
  };
}
