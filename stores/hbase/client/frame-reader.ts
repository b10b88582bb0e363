import { MAX_FRAME_BYTES } from './frame-limits.ts';
import { HBaseError } from './hbase-error.ts';

export interface FrameReader {
  /** Takes the next bytes of the stream, in pieces of any size; throws of kind `protocol`, after which it must not be used. */
  push(chunk: Uint8Array): void;
}

/** A larger frame gets its memory while it arrives, so that a length alone cannot claim it. */
const FIRST_BYTES = 4 * 1024 * 1024;

/** Cuts a stream of [int32 length | bytes] into frames. Each is memory of its own, copied once: chunks may be used again. */
export function frameReader(onFrame: (frame: Uint8Array) => void, maxBytes: number = MAX_FRAME_BYTES): FrameReader {
  const length = Buffer.alloc(4);
  let lengthBytes = 0;
  let wanted = 0;
  let frame = Buffer.alloc(0);
  let frameBytes = 0;

  const startFrame = (): void => {
    wanted = length.readInt32BE(0);
    if (wanted <= 0 || wanted > maxBytes) throw new HBaseError('protocol', describe(length, maxBytes));
    frame = Buffer.allocUnsafe(Math.min(wanted, FIRST_BYTES));
    frameBytes = 0;
  };

  const takeBody = (chunk: Uint8Array, offset: number): number => {
    const end = Math.min(chunk.length, offset + wanted - frameBytes);
    const total = frameBytes + end - offset;
    if (total > frame.length) {
      const larger = Buffer.allocUnsafe(Math.min(wanted, Math.max(2 * frame.length, total)));
      frame.copy(larger, 0, 0, frameBytes);
      frame = larger;
    }
    frame.set(chunk.subarray(offset, end), frameBytes);
    frameBytes = total;
    if (total === wanted) {
      lengthBytes = 0;
      onFrame(frame);
    }
    return end;
  };

  return {
    push: (chunk) => {
      let offset = 0;
      while (offset < chunk.length) {
        while (lengthBytes < 4 && offset < chunk.length) {
          length[lengthBytes++] = chunk[offset++]!;
          if (lengthBytes === 4) startFrame();
        }
        if (lengthBytes === 4) offset = takeBody(chunk, offset);
      }
    },
  };
}

function describe(length: Buffer, maxBytes: number): string {
  const text = length.toString('latin1');
  const looks = /^[\x20-\x7e]{4}$/.test(text) ? ` It begins with "${text}", so it is hardly an HBase port.` : '';
  return `The server announces an answer of ${length.readInt32BE(0)} bytes (allowed: 1 to ${maxBytes}).${looks}`;
}
