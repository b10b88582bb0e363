/** Arrays that `sortRuns` works in; one for many rows, so that a row costs no allocation. */
export interface RunSorter {
  /** Keys of the row to sort. */
  key: Int32Array;
  /** After sorting, the place in the row as it was gathered of each key. */
  order: Int32Array;
  otherKey: Int32Array;
  otherOrder: Int32Array;
}

/** With room for a row of so many cells; reserveCells makes more. */
export const runSorter = (cells: number): RunSorter => ({
  key: new Int32Array(cells),
  order: new Int32Array(cells),
  otherKey: new Int32Array(cells),
  otherOrder: new Int32Array(cells),
});

/** Makes room for a row of `cells` cells; what was in the arrays is gone where they had to grow. */
export function reserveCells(sorter: RunSorter, cells: number): void {
  if (sorter.key.length < cells) Object.assign(sorter, runSorter(2 * cells));
}

/**
 * Sorts the first `cells` keys, each with its place in `order`: a merge sort that starts from the runs that already ascend. A row is a few
 * such runs (a source of cells each), so it nearly always takes one look, or one or two merges.
 */
export function sortRuns(sorter: RunSorter, cells: number): void {
  for (let i = 0; i < cells; i++) sorter.order[i] = i;
  while (mergePairs(sorter, cells)) {
    const { key, order } = sorter;
    sorter.key = sorter.otherKey;
    sorter.order = sorter.otherOrder;
    sorter.otherKey = key;
    sorter.otherOrder = order;
  }
}

/** Merges neighbouring runs two by two into the other arrays; false when there is one run only, and then nothing was written. */
function mergePairs(sorter: RunSorter, cells: number): boolean {
  const { key } = sorter;
  let start = 0;
  let middle = runEnd(key, start, cells);
  if (middle >= cells) return false;
  while (start < cells) {
    const end = middle < cells ? runEnd(key, middle, cells) : cells;
    mergeTwo(sorter, start, middle, end);
    start = end;
    middle = start < cells ? runEnd(key, start, cells) : cells;
  }
  return true;
}

function runEnd(key: Int32Array, start: number, cells: number): number {
  let i = start + 1;
  while (i < cells && key[i]! >= key[i - 1]!) i++;
  return i;
}

function mergeTwo({ key, order, otherKey, otherOrder }: RunSorter, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    const from = right >= end || (left < middle && key[left]! <= key[right]!) ? left++ : right++;
    otherKey[i] = key[from]!;
    otherOrder[i] = order[from]!;
  }
}
