import type { ClientRequest } from 'node:http';
import type { SilenceWatch } from './silence.ts';

/** What is written to a file: bytes, or pieces of them. A piece may be used again by its maker as soon as the next one is asked for. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

const PIECE_BYTES = 1 << 18;

/** Sends a body and ends the request; returns early, without an error, when the server has already answered. */
export async function sendBody(request: ClientRequest, body: Body, watch: SilenceWatch): Promise<void> {
  const answer = { here: false };
  request.once('response', () => (answer.here = true));
  watch.rest();
  for await (const piece of body instanceof Uint8Array ? slices(body) : gathered(body)) {
    if (answer.here) return;
    watch.expect();
    await send(request, piece);
    watch.rest();
  }
  watch.expect();
  request.end();
}

/** A body whose own failure can be told from that of the connection. */
export function watchSource(body: Body | undefined): {
  readonly body: Body | undefined;
  readonly failed: () => boolean;
} {
  if (body === undefined || body instanceof Uint8Array) return { body, failed: () => false };
  let failed = false;
  return {
    failed: () => failed,
    body: (async function* () {
      try {
        yield* body;
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    })(),
  };
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** Small pieces go out together: a system call each would cost more than the copy. */
async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const together = new Uint8Array(PIECE_BYTES);
  let bytes = 0;
  for await (const piece of pieces) {
    if (bytes + piece.length > PIECE_BYTES) {
      if (bytes > 0) yield together.subarray(0, bytes);
      bytes = 0;
    }
    if (piece.length > PIECE_BYTES) yield* slices(piece);
    else {
      together.set(piece, bytes);
      bytes += piece.length;
    }
  }
  if (bytes > 0) yield together.subarray(0, bytes);
}

/** Resolves when the bytes have left, so that their memory is free again and no more than one piece waits. */
function send(request: ClientRequest, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => {
      reject(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' }));
    };
    request.once('close', closed);
    request.write(piece, (error) => {
      request.off('close', closed);
      if (error) reject(error);
      else resolve();
    });
  });
}
