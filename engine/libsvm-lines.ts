/** Cuts chunks, wherever they were cut, into pieces of whole lines. It keeps the begun line only. */
export interface LineCutter {
  /** The lines that this chunk ends, each with its newline; empty when it ends none. */
  push(chunk: Uint8Array): Uint8Array;
  /** The last line where the text did not end with a newline, else empty. */
  rest(): Uint8Array;
}

const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

export function lineCutter(): LineCutter {
  let begun: Uint8Array[] = [];
  return {
    push(chunk) {
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      if (end === 0) {
        if (chunk.length > 0) begun.push(new Uint8Array(chunk));
        return NOTHING;
      }
      const lines = begun.length === 0 ? chunk.subarray(0, end) : joined([...begun, chunk.subarray(0, end)]);
      begun = end < chunk.length ? [new Uint8Array(chunk.subarray(end))] : [];
      return lines;
    },
    rest() {
      const line = joined(begun);
      begun = [];
      return line;
    },
  };
}

/** The text with a newline at its end, which stops every loop over a line without a look at the length; no bytes stay none. */
export const endedText = (bytes: Uint8Array): Uint8Array =>
  bytes.length === 0 || bytes[bytes.length - 1] === NEWLINE ? bytes : joined([bytes, Uint8Array.of(NEWLINE)]);

/** The pieces one after the other, as one array. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
