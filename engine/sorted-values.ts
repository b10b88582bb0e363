/** Numbers kept in ascending order while segments of new ones come in; the arrays grow and are used again. */
export interface SortedValues {
  /** The first `length` are the numbers. */
  values: Float64Array;
  length: number;
  /** Where a new segment is sorted before it is merged in. */
  segment: Float64Array;
}

export const openSorted = (): SortedValues => ({
  values: new Float64Array(64),
  length: 0,
  segment: new Float64Array(64),
});

/** Below this a plain insertion is faster than a call of the built-in sort with its view. */
const SMALL = 24;

/** Takes source[from .. to) in. A segment is sorted alone and merged from the back: order statistics never sort what was sorted before. */
export function extendSorted(sorted: SortedValues, source: Float64Array, from: number, to: number): void {
  const added = to - from;
  reserve(sorted, sorted.length + added);
  const { values, segment } = sorted;
  for (let i = 0; i < added; i++) segment[i] = source[from + i]!;
  sortSegment(segment, added);
  let old = sorted.length - 1;
  let next = added - 1;
  for (let place = sorted.length + added - 1; next >= 0; place--) {
    values[place] = old >= 0 && values[old]! > segment[next]! ? values[old--]! : segment[next--]!;
  }
  sorted.length += added;
}

function sortSegment(segment: Float64Array, length: number): void {
  if (length > SMALL) {
    segment.subarray(0, length).sort();
    return;
  }
  for (let i = 1; i < length; i++) {
    const value = segment[i]!;
    let place = i;
    while (place > 0 && segment[place - 1]! > value) {
      segment[place] = segment[place - 1]!;
      place -= 1;
    }
    segment[place] = value;
  }
}

function reserve(sorted: SortedValues, length: number): void {
  if (sorted.values.length >= length) return;
  const larger = new Float64Array(2 * length);
  larger.set(sorted.values.subarray(0, sorted.length));
  sorted.values = larger;
  sorted.segment = new Float64Array(2 * length);
}
