import { grown } from './grown-bytes.ts';

/** LibSVM text and where its lines begin (line-starts.ts). */
export interface LineText {
  readonly bytes: Uint8Array;
  readonly start: Int32Array;
}

/** For each line of the new file, where it comes from. */
export interface LineOrigins {
  /** Int32Array[lines]: place of the line of the earlier night; -1 where it has none. */
  readonly kept: Int32Array;
  /** Int32Array[lines]: place of the line with what was computed now; -1 where nothing was. */
  readonly made: Int32Array;
  /** Int32Array[lines]: bit i is set where owner i was computed now: its columns are those of the line made now. */
  readonly fresh: Int32Array;
}

/** What is known of columns, by column; place 0 is no column. */
export interface ColumnKinds {
  /** Uint8Array[columns + 1]: which owner, 0 to 30, a column belongs to. */
  readonly owner: Uint8Array;
  /** Uint8Array[columns + 1]: 1 where the value counts days. */
  readonly days: Uint8Array;
  readonly anyDays: boolean;
}

const CHUNK_BYTES = 1 << 20;
/** Room behind a chunk for the line that ends it, if it is not a long one. */
const SPARE_BYTES = 1 << 18;
/** A number of days is at most this long, and gets no longer than that by raising it. */
const DAY_DIGITS = 10;
/** A run of lines that stand as they are is a chunk of its own from this length on. */
const STRAIGHT_BYTES = 1 << 16;
const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const COLON = 58;

/**
 * The lines of a night, put together from those of an earlier one and those computed now: cells of the owners that were not computed now are
 * copied byte by byte, but for days, which are raised by the days between. As text and value determine each other, the bytes are those that
 * the writer would have written. Chunks end at a line's end; some are views of `kept`.
 */
export function* renewLines(
  kept: LineText,
  made: LineText,
  { kept: keptLine, made: madeLine, fresh }: LineOrigins,
  columns: ColumnKinds,
  raise: number,
): Generator<Uint8Array> {
  const out: Output = { bytes: new Uint8Array(CHUNK_BYTES + SPARE_BYTES), at: 0 };
  for (let line = 0; line < keptLine.length; line++) {
    const [k, m] = [keptLine[line]!, madeLine[line]!];
    if (k >= 0 && m < 0 && !columns.anyDays) {
      let last = k;
      for (const end = kept.start[k]! + CHUNK_BYTES; kept.start[last + 1]! < end; last++, line++)
        if (keptLine[line + 1] !== last + 1 || madeLine[line + 1]! >= 0) break;
      const run = kept.bytes.subarray(kept.start[k], kept.start[last + 1]);
      if (run.length < STRAIGHT_BYTES) copy(out, run, 0, run.length);
      else {
        // Given on as it is: copying it would take as long as reading it did.
        if (out.at > 0) yield taken(out);
        yield run;
      }
    } else if (k < 0) copy(out, made.bytes, made.start[m]!, made.start[m + 1]!);
    else if (m < 0) raiseDays(out, kept.bytes, kept.start[k]!, kept.start[k + 1]!, columns.days, raise);
    else {
      const [madeFrom, madeTo] = [made.start[m]!, made.start[m + 1]!];
      renew(
        out,
        kept.bytes,
        kept.start[k]!,
        kept.start[k + 1]!,
        made.bytes,
        madeFrom,
        madeTo,
        fresh[line]!,
        columns,
        raise,
      );
    }
    if (out.at < CHUNK_BYTES) continue;
    yield taken(out);
  }
  if (out.at > 0) yield out.bytes.subarray(0, out.at);
}

/** What was put, as a chunk. Its end is cut off as the rest of the room stays for what comes next. */
function taken(out: Output): Uint8Array {
  const chunk = out.bytes.subarray(0, out.at);
  out.bytes = out.at < CHUNK_BYTES / 2 ? out.bytes.subarray(out.at) : new Uint8Array(CHUNK_BYTES + SPARE_BYTES);
  out.at = 0;
  return chunk;
}

/** A line as it stands but for its days: this is what most of a warm night's lines go through. What stands as it is waits from `from` on. */
function raiseDays(
  out: Output,
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

function putDigits(bytes: Uint8Array, at: number, whole: number): number {
  let end = at;
  for (let left = whole; left >= 10; left = Math.trunc(left / 10)) end += 1;
  for (let place = end, left = whole; place >= at; place--, left = Math.trunc(left / 10))
    bytes[place] = ZERO + (left % 10);
  return end + 1;
}

interface Output {
  bytes: Uint8Array;
  at: number;
}

/**
 * One line out of two. Both have columns ascending, and no column twice between them once the kept cells of fresh owners are dropped. Kept
 * cells that stand as they are wait from `from` on until one comes that does not.
 */
function renew(
  out: Output,
  kept: Uint8Array,
  keptFrom: number,
  keptTo: number,
  made: Uint8Array,
  madeFrom: number,
  madeTo: number,
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
  room(out, 1);
  out.bytes[out.at++] = NEWLINE;
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

function putWhole(out: Output, whole: number): void {
  room(out, DAY_DIGITS);
  out.at = putDigits(out.bytes, out.at, whole);
}

function copy(out: Output, bytes: Uint8Array, from: number, to: number): void {
  if (from === to) return;
  room(out, to - from);
  // A loop is faster than `set` for the few bytes between two cells.
  if (to - from < 64) for (let i = from; i < to; i++) out.bytes[out.at++] = bytes[i]!;
  else {
    out.bytes.set(bytes.subarray(from, to), out.at);
    out.at += to - from;
  }
}

function room(out: Output, bytes: number): void {
  if (out.bytes.length - out.at < bytes) out.bytes = grown(out.bytes, out.at, bytes);
}
