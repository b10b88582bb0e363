import crypto from 'node:crypto';

/**
 * The sum of lines of accepted rows (accepted-line.ts): the SHA-256 of each, as a number of 256 bits, added modulo 2^256. It depends on nothing
 * but which lines there are, so one can come or go without a look at the others.
 * Uint32Array[8], the least significant word first; zeros for no lines.
 */
export type LineSum = Uint32Array;

const WORDS = 8;
const WORD = 2 ** 32;
const NEWLINE = 10;

/** The sum of no lines. */
export const openSum = (): LineSum => new Uint32Array(WORDS);

/** Adds one line, its newline included. */
export function addLine(sum: LineSum, line: string | Uint8Array): void {
  addWords(sum, digestOf(line), 0);
}

/** Takes a line out that was added. */
export function removeLine(sum: LineSum, line: string): void {
  // Two's complement: all bits turned, and one more.
  addWords(
    sum,
    digestOf(line).map((word) => ~word),
    1,
  );
}

/** Adds whole lines. @param bytes ends at a line's end, as what `acceptedRows` gives does */
export function addLines(sum: LineSum, bytes: Uint8Array): void {
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    to = bytes.indexOf(NEWLINE, from) + 1;
    if (to === 0) throw new RangeError('accepted rows that end within a line');
    addLine(sum, bytes.subarray(from, to));
  }
}

/** Adds the lines of another sum, which stays as it is; what both have counts twice. */
export function addSum(sum: LineSum, other: LineSum): void {
  addWords(sum, other, 0);
}

/** 64 hexadecimal digits, the most significant first. */
export const sumText = (sum: LineSum): string =>
  Array.from(sum, (word) => word.toString(16).padStart(8, '0'))
    .reverse()
    .join('');

/** The sum of a text of `sumText`. */
export const parseSum = (text: string): LineSum =>
  Uint32Array.from({ length: WORDS }, (_, i) => Number.parseInt(text.slice(64 - 8 * (i + 1), 64 - 8 * i), 16));

function addWords(sum: LineSum, words: Uint32Array, carried: number): void {
  let carry = carried;
  for (let i = 0; i < WORDS; i++) {
    const total = (sum[i] ?? 0) + (words[i] ?? 0) + carry;
    sum[i] = total;
    carry = total >= WORD ? 1 : 0;
  }
}

/** Node 20.12 has it; before, a hash costs an object a line. */
const hash: typeof crypto.hash | undefined = crypto.hash;

/** As text with a byte a character, which costs a third of a Buffer. */
function sha256(line: string | Uint8Array): string {
  return hash ? hash('sha256', line, 'binary') : crypto.createHash('sha256').update(line).digest('binary');
}

const digest = new Uint32Array(WORDS);

/** Good until the next call. */
function digestOf(line: string | Uint8Array): Uint32Array {
  const bytes = sha256(line);
  for (let i = 0; i < WORDS; i++) {
    const at = 4 * i;
    digest[i] =
      bytes.charCodeAt(at) |
      (bytes.charCodeAt(at + 1) << 8) |
      (bytes.charCodeAt(at + 2) << 16) |
      (bytes.charCodeAt(at + 3) << 24);
  }
  return digest;
}
