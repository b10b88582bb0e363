import { closeSync, fstatSync, openSync, readFile, readSync } from 'node:fs';
import { promisify } from 'node:util';

/** Reading so much from the system's memory is done before another thread has begun with it. */
const SMALL_BYTES = 1 << 18;

const readAll = promisify(readFile);

/** The whole of a file: a small one at once, a large one in another thread. */
export async function readWholeFile(file: string): Promise<Buffer> {
  // Whoever reads one file after the other still leaves a turn to timers, signals and writers.
  await new Promise((turn) => setImmediate(turn));
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    return size <= SMALL_BYTES ? readSmall(fd, size) : await readAll(fd);
  } finally {
    closeSync(fd);
  }
}

function readSmall(fd: number, size: number): Buffer {
  // Not a piece of a larger buffer, as numbers in it may have to be aligned.
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (let more = -1; at < size && more !== 0; at += more) more = readSync(fd, bytes, at, size - at, at);
  return bytes.subarray(0, at);
}
