/** A line of a stream of bytes, without its line end. */
export interface TextLine {
  /** 1-based. */
  readonly number: number;
  /** Undefined for a line longer than MAX_LINE_BYTES, which is passed over without being kept. */
  readonly bytes: Buffer | undefined;
}

/** A file without line ends would otherwise be collected in memory. */
export const MAX_LINE_BYTES = 1024 * 1024;
const LINES_A_BATCH = 2000;
const NEWLINE = 10;

/**
 * The lines of a stream, in batches of at most 2000 and at least one for every chunk that ended a line: a reader of a live stream waits
 * for nothing but a line end. Cut by bytes, as a library that gives text has already put a replacement character for what is not UTF-8.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine[]> {
  let number = 0;
  let batch: TextLine[] = [];
  const held = heldPieces();
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      held.add(chunk.subarray(from, end));
      batch.push({ number: ++number, bytes: held.take() });
      from = end + 1;
      if (batch.length < LINES_A_BATCH) continue;
      yield batch;
      batch = [];
    }
    held.add(chunk.subarray(from));
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
  if (held.any()) yield [{ number: number + 1, bytes: held.take() }];
}

/** The pieces of a line that runs over several chunks. */
function heldPieces() {
  let pieces: Buffer[] = [];
  let length = 0;
  return {
    any: () => length > 0,
    add(piece: Buffer): void {
      length += piece.length;
      if (length <= MAX_LINE_BYTES) pieces.push(piece);
      else pieces = [];
    },
    take(): Buffer | undefined {
      const [first] = pieces;
      const line = length > MAX_LINE_BYTES ? undefined : pieces.length === 1 ? first : Buffer.concat(pieces);
      pieces = [];
      length = 0;
      return line;
    },
  };
}
