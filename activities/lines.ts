/** The lines of a UTF-8 text without their ends (\n or \r\n); a last line without an end counts, empty lines do not. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // An id may begin with U+FEFF, which a decoder would take for a mark and drop.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.map(withoutReturn).filter((line) => line !== '');
  }
  const last = withoutReturn(rest + decoder.decode());
  if (last !== '') yield last;
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
