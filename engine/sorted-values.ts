/** Numbers kept in ascending order while new ones come in; the arrays grow and are used again. */
export interface SortedValues {
  /** The first `length` are the numbers. */
  values: Float64Array;
  length: number;
  /** The number that is there most often, the smallest on a tie, and how often; kept up to date because a number that comes in changes one run only. */
  mode: number;
  modeRun: number;
  /** Where a segment is sorted before it is merged in. */
  segment: Float64Array;
}

export const openSorted = (): SortedValues => ({
  values: new Float64Array(64),
  length: 0,
  mode: 0.5, // a fraction: the runtime then keeps the field as a double from the start
  modeRun: 0,
  segment: new Float64Array(64),
});

/** Empties it, then takes one number in. */
export function startSorted(sorted: SortedValues, value: number): void {
  sorted.values[0] = value;
  sorted.length = 1;
  sorted.mode = value;
  sorted.modeRun = 1;
}

/** Steps of insertion that cost about what sorting a segment, merging it and looking for the mode anew cost. */
const FEW_STEPS = 512;
/** Below this a plain insertion is faster than a call of the built-in sort with its view. */
const SMALL = 24;

/** Takes source[from .. to) in. Order statistics never sort what was sorted before. */
export function extendSorted(sorted: SortedValues, source: Float64Array, from: number, to: number): void {
  const added = to - from;
  reserve(sorted, sorted.length + added);
  if (added === 1 || added * (sorted.length + added) <= FEW_STEPS) {
    for (let i = from; i < to; i++) insert(sorted, source[i]!);
    return;
  }
  mergeIn(sorted, source, from, added);
  findMode(sorted);
}

function insert(sorted: SortedValues, value: number): void {
  const { values } = sorted;
  let place = sorted.length;
  while (place > 0 && values[place - 1]! > value) {
    values[place] = values[place - 1]!;
    place -= 1;
  }
  values[place] = value;
  sorted.length += 1;
  let first = place;
  while (first > 0 && values[first - 1] === value) first -= 1;
  countRun(sorted, value, place - first + 1);
}

function countRun(sorted: SortedValues, value: number, run: number): void {
  if (run > sorted.modeRun || (run === sorted.modeRun && value < sorted.mode)) {
    sorted.mode = value;
    sorted.modeRun = run;
  }
}

/** The segment is sorted alone and merged from the back. */
function mergeIn(sorted: SortedValues, source: Float64Array, from: number, added: number): void {
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

function findMode(sorted: SortedValues): void {
  const { values, length } = sorted;
  sorted.modeRun = 0;
  for (let i = 0, run = 0; i < length; i++) {
    run = i > 0 && values[i] === values[i - 1] ? run + 1 : 1;
    if (run > sorted.modeRun) countRun(sorted, values[i]!, run);
  }
}

function reserve(sorted: SortedValues, length: number): void {
  if (sorted.values.length >= length) return;
  const larger = new Float64Array(2 * length);
  larger.set(sorted.values.subarray(0, sorted.length));
  sorted.values = larger;
  sorted.segment = new Float64Array(2 * length);
}
