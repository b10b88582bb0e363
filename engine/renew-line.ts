import { copy, putByte, putWhole, room, type LineOutput } from './line-output.ts';

/** What is known of columns, by column; place 0 is no column. */
export interface ColumnKinds {
  /** Uint8Array[columns + 1]: which owner, 0 to 30, a column belongs to. */
  readonly owner: Uint8Array;
  /** Uint8Array[columns + 1]: 1 where the value counts days. */
  readonly days: Uint8Array;
  readonly anyDays: boolean;
}

/** A line within a text: bytes[from .. to), its newline the last of them. */
export interface LineAt {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;

/** A line as it stands but for its days: this is what most of a warm night's lines go through. What stands as it is waits from `from` on. */
export function raiseDays(
  out: LineOutput,
  kept: Uint8Array,
  lineFrom: number,
  lineTo: number,
  days: Uint8Array,
  raise: number,
): void {
  let from = lineFrom;
  let at = lineFrom;
  while (kept[at]! > SPACE) at += 1;
  while (kept[at] === SPACE) {
    let column = 0;
    for (let byte = kept[++at]!; byte > SPACE && byte !== COLON; byte = kept[++at]!) column = column * 10 + byte - ZERO;
    at += 1;
    if (days[column] === 1) {
      copy(out, kept, from, at);
      let value = 0;
      for (let digit = kept[at]! - ZERO; digit >= 0 && digit <= 9; digit = kept[++at]! - ZERO)
        value = value * 10 + digit;
      putWhole(out, value + raise);
      from = at;
    }
    while (kept[at]! > SPACE) at += 1;
  }
  copy(out, kept, from, lineTo);
}

/**
 * One line out of two. Both have columns ascending, and no column twice between them once the kept cells of fresh owners are dropped. Kept
 * cells that stand as they are wait from `from` on until one comes that does not.
 * @param fresh bit i is set where the cells of owner i are those of the line made now
 */
export function renewLine(
  out: LineOutput,
  { bytes: kept, from: keptFrom, to: keptTo }: LineAt,
  { bytes: made, from: madeFrom, to: madeTo }: LineAt,
  fresh: number,
  { owner, days }: ColumnKinds,
  raise: number,
): void {
  room(out, keptTo - keptFrom + madeTo - madeFrom);
  let madeAt = nextCell(made, madeFrom, madeTo);
  let madeColumn = columnAt(made, madeAt, madeTo);
  let from = keptFrom;
  let at = nextCell(kept, keptFrom, keptTo);
  while (at < keptTo - 1) {
    const column = columnAt(kept, at, keptTo);
    const end = nextCell(kept, at + 1, keptTo);
    if (madeColumn < column) {
      copy(out, kept, from, at);
      from = at;
      while (madeColumn < column) {
        const next = nextCell(made, madeAt + 1, madeTo);
        copy(out, made, madeAt, next);
        madeAt = next;
        madeColumn = columnAt(made, madeAt, madeTo);
      }
    }
    if (((fresh >>> owner[column]!) & 1) === 1) {
      copy(out, kept, from, at);
      from = end;
    } else if (days[column] === 1) {
      const value = kept.indexOf(COLON, at) + 1;
      copy(out, kept, from, value);
      putWhole(out, wholeAt(kept, value) + raise);
      from = end;
    }
    at = end;
  }
  copy(out, kept, from, keptTo - 1);
  if (madeAt < madeTo - 1) copy(out, made, madeAt, madeTo - 1);
  putByte(out, NEWLINE);
}

/** Where the next cell begins, with its blank; the newline when there is none. */
function nextCell(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to - 1 && bytes[at] !== SPACE) at += 1;
  return at;
}

/** The column of the cell that begins at a blank; beyond every column at the end of the line. */
const columnAt = (bytes: Uint8Array, at: number, to: number): number =>
  at < to - 1 ? wholeAt(bytes, at + 1) : Number.MAX_SAFE_INTEGER;

function wholeAt(bytes: Uint8Array, from: number): number {
  let whole = 0;
  for (let at = from, digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
    whole = whole * 10 + digit;
  return whole;
}
