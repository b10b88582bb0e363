const SPACE = 32;
const ZERO = 48;
/** Nearer than this, cells are looked at one after the other. */
const NEAR_BYTES = 48;

/**
 * Where the first cell of `column` or a later one begins, at its blank; `end` where there is none. Steps grow, then halve, as most of what is
 * sought lies far and the rest close by.
 * @param from where a cell begins, or `end`
 * @param end behind the last cell
 */
export function seekColumn(bytes: Uint8Array, from: number, end: number, column: number): number {
  if (from >= end || columnOf(bytes, from) >= column) return from;
  let before = from; // a cell of an earlier column
  let found = end; // the first cell known to be sought
  let until = end; // no cell between here and `found` is another
  for (let step = NEAR_BYTES; before + step < until; step *= 2) {
    const cell = nextCell(bytes, before + step, until);
    if (cell < until && columnOf(bytes, cell) < column) before = cell;
    else {
      if (cell < until) found = cell;
      until = before + step;
    }
    if (until < end) break;
  }
  while (until - before > NEAR_BYTES) {
    const middle = (before + until) >> 1;
    const cell = nextCell(bytes, middle, until);
    if (cell < until && columnOf(bytes, cell) < column) before = cell;
    else {
      if (cell < until) found = cell;
      until = middle;
    }
  }
  for (let cell = nextCell(bytes, before + 1, until); cell < until; cell = nextCell(bytes, cell + 1, until))
    if (columnOf(bytes, cell) >= column) return cell;
  return found;
}

/** Where the next cell begins, from a place on; `end` when there is none. */
export function nextCell(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== SPACE) at += 1;
  return at;
}

/** The column of the cell that begins at a blank. */
function columnOf(bytes: Uint8Array, blank: number): number {
  let column = 0;
  for (let at = blank + 1, digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
    column = column * 10 + digit;
  return column;
}
