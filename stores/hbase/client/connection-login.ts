import { randomBytes } from 'node:crypto';
import type { OpenSocket } from './connection-socket.ts';
import { HBaseError } from './hbase-error.ts';
import { answerChallenge } from './sasl-digest.ts';

/** A delegation token of HBase: what `TokenUtil.obtainToken` hands out, in its own bytes. */
export interface Token {
  readonly identifier: Uint8Array;
  readonly password: Uint8Array;
}

/** HBase names neither a service nor a host in its tokens' log-in. */
const DIGEST_URI = 'null/default';
const SWITCH_TO_SIMPLE = -88;
const MAX_BYTES = 64 * 1024;

/**
 * Logs in by a token after the preamble: messages are [int32 size | bytes] to the server, [int32 status | int32 size | bytes]
 * from it. Throws of kind `security` where the server refuses or cannot prove that it knows the token too, `connection` where
 * it ends or says nothing for `timeoutMs`.
 */
export async function logIn(opened: OpenSocket, server: string, token: Token, timeoutMs: number): Promise<void> {
  const { socket } = opened;
  const replies = readReplies(opened, server, timeoutMs);
  try {
    socket.write(sized(new Uint8Array(0)));
    const { response, expected } = answerChallenge(await replies.next(), {
      user: Buffer.from(token.identifier).toString('base64'),
      password: Buffer.from(token.password).toString('base64'),
      digestUri: DIGEST_URI,
      clientNonce: randomBytes(24).toString('base64'),
    });
    socket.write(sized(Buffer.from(response)));
    if ((await replies.next()) !== expected) {
      throw new HBaseError('security', `${server} does not know the token it was shown.`, { server });
    }
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    replies.stop();
  }
}

function sized(bytes: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** The server's messages, one at a time; `stop` hands the socket on. */
function readReplies(
  { socket, receive }: OpenSocket,
  server: string,
  timeoutMs: number,
): { readonly next: () => Promise<string>; readonly stop: () => void } {
  let received = Buffer.alloc(0);
  let ended: HBaseError | undefined;
  let wake: () => void = () => undefined;
  const fail = (text: string): void => {
    ended ??= new HBaseError('connection', `${server} ${text} while a token was shown to it.`, {
      server,
      unsent: true,
    });
    wake();
  };
  receive((chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  const onClose = (): void => {
    fail('ended the connection');
  };
  const timer = setTimeout(fail, timeoutMs, `said nothing for ${timeoutMs} ms`);
  socket.on('close', onClose);

  return {
    next: async () => {
      for (;;) {
        const reply = takeReply(received, server);
        if (reply !== undefined) {
          received = received.subarray(reply.bytes);
          return reply.text;
        }
        if (ended !== undefined) throw ended;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    stop: () => {
      clearTimeout(timer);
      socket.off('close', onClose);
    },
  };
}

/** Undefined while there is not enough. An error is [status 1 | int32 size | class | int32 size | message]. */
function takeReply(bytes: Buffer, server: string): { readonly text: string; readonly bytes: number } | undefined {
  if (bytes.length < 8) return undefined;
  const size = bytes.readInt32BE(4);
  if (size === SWITCH_TO_SIMPLE) {
    throw new HBaseError('security', `${server} takes no tokens: it lets anyone in by name. Leave the token out.`, {
      server,
    });
  }
  if (size < 0 || size > MAX_BYTES) {
    throw new HBaseError('protocol', `${server} answers a log-in with ${size} bytes.`, { server });
  }
  const end = 8 + size;
  if (bytes.length < end) return undefined;
  const text = bytes.toString('utf8', 8, end);
  if (bytes.readInt32BE(0) === 0) return { text, bytes: end };
  // the message follows the class and may be in the next packet; the class says enough to go on
  const message = bytes.length >= end + 4 ? bytes.toString('utf8', end + 4) : '';
  throw new HBaseError('security', `${server} refuses the token: ${text}: ${message}`, { server });
}
