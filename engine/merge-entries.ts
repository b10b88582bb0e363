/** Entries (days back, value) gathered from several sorted runs, and as much room again to merge them in; used again for every merge. */
export interface EntryRuns {
  back: Int32Array;
  value: Float64Array;
  otherBack: Int32Array;
  otherValue: Float64Array;
  /** The first `length` of `back` and `value` are the entries. */
  length: number;
}

export const openEntryRuns = (): EntryRuns => roomFor(256);

const roomFor = (entries: number): EntryRuns => ({
  back: new Int32Array(entries),
  value: new Float64Array(entries),
  otherBack: new Int32Array(entries),
  otherValue: new Float64Array(entries),
  length: 0,
});

/** Adds entries back[from .. to) behind those already there. */
export function appendEntries(runs: EntryRuns, back: Int32Array, value: Float64Array, from: number, to: number): void {
  if (runs.length + to - from > runs.back.length) grow(runs, 2 * (runs.length + to - from));
  for (let i = from; i < to; i++) {
    runs.back[runs.length] = back[i]!;
    runs.value[runs.length] = value[i]!;
    runs.length += 1;
  }
}

function grow(runs: EntryRuns, entries: number): void {
  const { back, value, length } = runs;
  Object.assign(runs, roomFor(entries), { length });
  runs.back.set(back.subarray(0, length));
  runs.value.set(value.subarray(0, length));
}

/**
 * Sorts the entries by (days back, value): a merge sort that starts from the runs that already ascend, so one member costs one look and
 * k members of n entries together cost n · log k.
 */
export function mergeEntries(runs: EntryRuns): void {
  while (mergePairs(runs)) {
    const { back, value } = runs;
    runs.back = runs.otherBack;
    runs.value = runs.otherValue;
    runs.otherBack = back;
    runs.otherValue = value;
  }
}

/** Merges neighbouring runs two by two into the other arrays; false when there is one run only, and then nothing was written. */
function mergePairs(runs: EntryRuns): boolean {
  let middle = runEnd(runs, 0);
  if (middle >= runs.length) return false;
  let start = 0;
  while (start < runs.length) {
    const end = middle < runs.length ? runEnd(runs, middle) : middle;
    mergeTwo(runs, start, middle, end);
    start = end;
    middle = start < runs.length ? runEnd(runs, start) : start;
  }
  return true;
}

function runEnd({ back, value, length }: EntryRuns, start: number): number {
  let i = start + 1;
  while (i < length && (back[i - 1]! < back[i]! || (back[i - 1] === back[i] && value[i - 1]! <= value[i]!))) i++;
  return i;
}

function mergeTwo({ back, value, otherBack, otherValue }: EntryRuns, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle];
  for (let place = start; place < end; place++) {
    const leftFirst =
      right >= end ||
      (left < middle && (back[left]! < back[right]! || (back[left] === back[right] && value[left]! <= value[right]!)));
    const from = leftFirst ? left++ : right++;
    otherBack[place] = back[from]!;
    otherValue[place] = value[from]!;
  }
}
