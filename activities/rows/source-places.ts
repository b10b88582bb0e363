import type { RowDirectory, RowSource } from '../../engine/row-directory.ts';

/** The files of earlier nights that a new directory names: each once, in the order in which rows of theirs are met. */
export interface SourcePlaces {
  readonly sources: readonly RowSource[];
  /**
   * Puts for rows of an earlier directory, from `at` on, the places in the new one of the files that they lie in; 0 is the run's own file, so the
   * first of these has 1.
   */
  put(directory: RowDirectory, at: number, into: Int32Array): void;
}

export function sourcePlaces(): SourcePlaces {
  const sources: RowSource[] = [];
  const placeOfPath = new Map<string, number>();
  /** By the directory: for each of its files the place, 0 for one that has not been met. */
  const placesOf = new Map<RowDirectory, Int32Array>();
  const meet = ({ sources: files }: RowDirectory, file: number): number => {
    const source = files[file];
    if (!source) throw new RangeError(`a row of a directory lies in none of its ${files.length} files`);
    const place = placeOfPath.get(source.path) ?? sources.push(source);
    placeOfPath.set(source.path, place);
    return place;
  };
  return {
    sources,
    put(directory, at, into) {
      const places = placesOf.get(directory) ?? new Int32Array(directory.sources.length);
      placesOf.set(directory, places);
      for (let i = 0; (i = putKnown(directory.source, at, places, into, i)) < into.length;) {
        const file = directory.source[at + i] ?? -1;
        places[file] = meet(directory, file);
      }
    },
  };
}

/** Puts places from the i-th on; gives how far it came: to the first row of a file that has none yet, or to the end. */
function putKnown(source: Int32Array, at: number, places: Int32Array, into: Int32Array, i: number): number {
  for (; i < into.length; i++) {
    const place = places[source[at + i] ?? -1] ?? 0;
    if (place === 0) return i;
    into[i] = place;
  }
  return i;
}
