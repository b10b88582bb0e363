import { sortNumbers } from './host';

/** The values of a window in ascending order while new ones come in. There has to be room for those of the largest group, twice. */
export class Sorted {
  /** f64[length]; a segment is sorted in `segment` before it is merged in. */
  static values: usize = 0;
  static segment: usize = 0;
  static length: i32 = 0;
  /** The value that is there most often, the smallest on a tie, and how often; kept up to date because a value that comes in changes one run only. */
  static mode: f64 = 0;
  static modeRun: i32 = 0;

  static at(place: i32): f64 {
    return load<f64>(Sorted.values + (<usize>place << 3));
  }
}

/** Empties it, then takes one value in. */
export function startSorted(value: f64): void {
  store<f64>(Sorted.values, value);
  Sorted.length = 1;
  Sorted.mode = value;
  Sorted.modeRun = 1;
}

/** Steps of insertion that cost about what sorting a segment, merging it and looking for the mode anew cost. */
const FEW_STEPS: i64 = 512;
/** Below this a plain insertion is faster than asking for a sort. */
const SMALL: i32 = 24;

/** Takes f64[added] in. Order statistics never sort what was sorted before. */
export function extendSorted(source: usize, added: i32): void {
  if (added == 1 || <i64>added * (Sorted.length + added) <= FEW_STEPS) {
    for (const end = source + (<usize>added << 3); source < end; source += 8) insert(load<f64>(source));
    return;
  }
  mergeIn(source, added);
  findMode();
}

function insert(value: f64): void {
  const values = Sorted.values;
  let place = values + (<usize>Sorted.length << 3);
  while (place > values && load<f64>(place - 8) > value) {
    store<f64>(place, load<f64>(place - 8));
    place -= 8;
  }
  store<f64>(place, value);
  Sorted.length += 1;
  let first = place;
  while (first > values && load<f64>(first - 8) == value) first -= 8;
  countRun(value, (<i32>(place - first) >> 3) + 1);
}

function countRun(value: f64, run: i32): void {
  if (run > Sorted.modeRun || (run == Sorted.modeRun && value < Sorted.mode)) {
    Sorted.mode = value;
    Sorted.modeRun = run;
  }
}

/** The segment is sorted alone and merged from the back. */
function mergeIn(source: usize, added: i32): void {
  const segment = Sorted.segment;
  const values = Sorted.values;
  memory.copy(segment, source, <usize>added << 3);
  sortSegment(added);
  let old = values + (<usize>Sorted.length << 3) - 8;
  let next = segment + (<usize>added << 3) - 8;
  Sorted.length += added;
  let place = values + (<usize>Sorted.length << 3) - 8;
  for (; next >= segment; place -= 8) {
    if (old >= values && load<f64>(old) > load<f64>(next)) {
      store<f64>(place, load<f64>(old));
      old -= 8;
    } else {
      store<f64>(place, load<f64>(next));
      next -= 8;
    }
  }
}

function sortSegment(length: i32): void {
  const segment = Sorted.segment;
  if (length > SMALL) {
    sortNumbers(segment, length);
    return;
  }
  for (let at = segment + 8, end = segment + (<usize>length << 3); at < end; at += 8) {
    const value = load<f64>(at);
    let place = at;
    while (place > segment && load<f64>(place - 8) > value) {
      store<f64>(place, load<f64>(place - 8));
      place -= 8;
    }
    store<f64>(place, value);
  }
}

function findMode(): void {
  Sorted.modeRun = 0;
  let run = 0;
  for (let i = 0; i < Sorted.length; i++) {
    const value = Sorted.at(i);
    run = i > 0 && value == Sorted.at(i - 1) ? run + 1 : 1;
    if (run > Sorted.modeRun) countRun(value, run);
  }
}
