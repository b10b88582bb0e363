import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 23;
const NEWLINE = 10;
/** Relative to the larger number, absolute below 1. */
const TOLERANCE = 1e-9;

/**
 * Holds two LibSVM files against each other: as many lines, and on every `every`-th line the same columns with numbers within 1e-9. How a
 * program writes a number (`5`, `5.0`) does not matter. Undefined when they agree, else the first difference as a sentence.
 */
export function differenceOf(ours: string, peer: string, every = 1): string | undefined {
  const theirs = linesOf(peer);
  let line = 0;
  for (const mine of linesOf(ours)) {
    const { value: other, done } = theirs.next();
    if (done === true) return `line ${line + 1} is missing`;
    if (line % every === 0 && !mine.equals(other)) {
      const difference = lineDifference(mine.toString('latin1'), other.toString('latin1'));
      if (difference !== undefined) return `line ${line + 1}: ${difference}`;
    }
    line += 1;
  }
  return theirs.next().done === true ? undefined : `there are more than ${line} lines`;
}

function lineDifference(mine: string, other: string): string | undefined {
  const [left, right] = [mine.split(' '), other.split(' ')];
  if (left.length !== right.length) return `${left.length - 1} columns, the peer has ${right.length - 1}`;
  for (const [i, pair] of left.entries()) {
    const [column, value] = pair.split(':');
    const [otherColumn, otherValue] = (right[i] ?? '').split(':');
    if (column !== otherColumn) return `column ${String(column)}, the peer has ${String(otherColumn)}`;
    if (value === otherValue) continue;
    const [a, b] = [Number(value), Number(otherValue)];
    if (!(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b)))) {
      return `column ${String(column)} is ${a}, the peer has ${b}`;
    }
  }
  return undefined;
}

/** Lines without their newline; each is good until the next is asked for. */
function* linesOf(path: string): Generator<Buffer, undefined> {
  const file = openSync(path, 'r');
  try {
    let buffer = Buffer.alloc(2 * CHUNK_BYTES);
    let [from, to] = [0, 0];
    for (;;) {
      const end = buffer.subarray(0, to).indexOf(NEWLINE, from);
      if (end >= 0) {
        yield buffer.subarray(from, end);
        from = end + 1;
        continue;
      }
      buffer.copyWithin(0, from, to);
      [from, to] = [0, to - from];
      if (buffer.length - to < CHUNK_BYTES) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
      const read = readSync(file, buffer, to, CHUNK_BYTES, null);
      if (read === 0) return undefined;
      to += read;
    }
  } finally {
    closeSync(file);
  }
}
