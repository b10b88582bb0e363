import type * as Zstd from '@toondepauw/node-zstd';
import { DaybreakError } from '../domain/errors.ts';

/** A frame holds so much content, wherever the writer cut its chunks, so that the same content gives the same bytes. */
const FRAME_BYTES = 1 << 20;
/** What `zstd` itself takes: twice as fast as level 6 for three hundredths more. */
const LEVEL = 3;

/** Zstandard frames one after the other, which every reader takes as one file; no content is one empty frame. */
export async function* zstdFrames(content: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new (await zstd()).Encoder(LEVEL);
  const frame = Buffer.alloc(FRAME_BYTES);
  let [used, frames] = [0, 0];
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(FRAME_BYTES - used, chunk.length - at);
      frame.set(chunk.subarray(at, at + taken), used);
      [at, used] = [at + taken, used + taken];
      if (used < FRAME_BYTES) continue;
      yield await encoder.encode(frame);
      [used, frames] = [0, frames + 1];
    }
  }
  if (used > 0 || frames === 0) yield await encoder.encode(frame.subarray(0, used));
}

/** @throws DaybreakError BLOB_CORRUPT for bytes that are no whole frames; `path` names them. */
export async function unzstd(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const decoder = new (await zstd()).Decoder();
  try {
    return await decoder.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new DaybreakError(
      'BLOB_CORRUPT',
      `${path} is broken Zstandard`,
      'look at the disk, then run the night again: it writes its files anew',
      cause,
    );
  }
}

/** Only files of this form need the native module, so a machine that it was not built for does without. */
async function zstd(): Promise<Pick<typeof Zstd, 'Decoder' | 'Encoder'>> {
  try {
    return await import('@toondepauw/node-zstd');
  } catch (cause) {
    throw new DaybreakError(
      'SETTINGS_INVALID',
      `Zstandard is not built for ${process.platform} ${process.arch}`,
      'set files.compression to gz in settings.yaml',
      cause,
    );
  }
}
