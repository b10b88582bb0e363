import type { LineAt } from './renew-line.ts';

const NEWLINE = 10;

/**
 * The next line at every call, from chunks of whole lines of which one is held at a time.
 * @throws RangeError when there is none left
 */
export function nextLine(chunks: Iterable<Uint8Array>): () => LineAt {
  const rest = chunks[Symbol.iterator]();
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  return () => {
    while (at === bytes.length) {
      const next = rest.next();
      if (next.done === true) throw new RangeError('fewer lines were made than are put in');
      [bytes, at] = [next.value, 0];
    }
    const from = at;
    at = bytes.indexOf(NEWLINE, from) + 1;
    return { bytes, from, to: at };
  };
}
