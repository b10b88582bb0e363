import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { HdfsError, type HdfsErrorDetails } from './hdfs-error.ts';
import type { Settings } from './options.ts';
import { sendBody, watchSource, type Body } from './send-body.ts';
import { watchSilence, type SilenceWatch } from './silence.ts';

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Named in errors; the query is not, as it may hold a token. */
  readonly operation: string;
  readonly path: string;
  readonly body?: Body;
  readonly signal?: AbortSignal | undefined;
}

/** An answer whose status and headers are here and whose bytes are still to come. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly details: HdfsErrorDetails;
  /** The bytes, once. Leaving off early closes the connection. */
  readonly bytes: () => AsyncGenerator<Uint8Array>;
}

export type Exchange = (url: URL, call: Call) => Promise<Answer>;

/** HTTP with typed errors. NameNode connections are kept; a DataNode closes its own after each answer. */
export function openExchange(settings: Settings): { readonly exchange: Exchange; readonly close: () => void } {
  const plain = new HttpAgent({ keepAlive: true });
  const secure = new HttpsAgent({ keepAlive: true, ...settings.tls });
  const start = (url: URL, call: Call): ClientRequest => {
    const options = {
      method: call.method,
      // A body without this type is refused by gateways.
      headers: call.body === undefined ? {} : { 'content-type': 'application/octet-stream', ...lengthOf(call.body) },
    };
    return url.protocol === 'https:'
      ? httpsRequest(url, { ...options, agent: secure })
      : httpRequest(url, { ...options, agent: plain });
  };
  return {
    exchange: (url, call) => exchangeOnce(start, settings.silenceMs, url, call),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

const lengthOf = (body: Body): Record<string, string> =>
  body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};

async function exchangeOnce(
  start: (url: URL, call: Call) => ClientRequest,
  silenceMs: number,
  url: URL,
  call: Call,
): Promise<Answer> {
  const details = { operation: call.operation, path: call.path, server: url.host };
  if (call.signal?.aborted === true) throw aborted(details, call.signal);
  const request = start(url, call);
  let response: IncomingMessage | undefined;
  // Once there is an answer it is the one to break, or its reader would be told of a reset.
  const breakOff = (error: HdfsError): void => void (response ?? request).destroy(error);
  const watch = watchSilence(silenceMs, () => {
    breakOff(new HdfsError('timeout', `${url.host} was silent for ${silenceMs} ms`, details));
  });
  const onAbort = (): void => {
    breakOff(aborted(details, call.signal));
  };
  call.signal?.addEventListener('abort', onAbort, { once: true });
  const end = (): void => {
    watch.end();
    call.signal?.removeEventListener('abort', onAbort);
    if (!request.writableEnded) request.destroy(); // answered before all was sent: nobody will end it
  };
  const reached = { server: false };
  request.once('socket', (socket) => {
    // A kept connection is past its connecting; what fails from here on may have been carried out.
    if (!socket.connecting) reached.server = true;
    else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (reached.server = true));
  });
  const source = watchSource(call.body);
  try {
    const answer = (response = await answered(request, watch, source.body));
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      details: { ...details, status: answer.statusCode },
      bytes: () => bytesOf(answer, watch, end, details),
    };
  } catch (thrown) {
    request.destroy();
    end();
    if (source.failed()) throw thrown;
    throw typed(thrown, reached.server ? 'connection' : 'unreachable', details);
  }
}

/** Sends the request and its body; a server that answers before the end of the body has said all there is to say. */
function answered(request: ClientRequest, watch: SilenceWatch, body: Body | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // For the whole life of the request: an error after the answer is thrown to whoever reads the bytes.
    request.on('error', reject);
    watch.expect();
    if (body === undefined) request.end();
    else sendBody(request, body, watch).catch(reject);
  });
}

async function* bytesOf(
  response: IncomingMessage,
  watch: SilenceWatch,
  end: () => void,
  details: HdfsErrorDetails,
): AsyncGenerator<Uint8Array> {
  try {
    watch.expect();
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      watch.rest();
      yield piece;
      watch.expect();
    }
  } catch (thrown) {
    throw typed(thrown, 'connection', details);
  } finally {
    end();
  }
}

/** Errors of sockets as ours; a bug stays what it is. */
function typed(thrown: unknown, kind: 'connection' | 'unreachable', details: HdfsErrorDetails): unknown {
  if (thrown instanceof HdfsError || !isSystemError(thrown)) return thrown;
  const what = kind === 'unreachable' ? 'cannot be reached' : 'broke the connection';
  return new HdfsError(kind, `${String(details.server)} ${what}: ${thrown.message}`, { ...details, cause: thrown });
}

const SOCKET_CODE =
  /^(E(CONN|PIPE|HOST|NET|NOTFOUND|AI_|ADDR|TIMEDOUT|PROTO)|HPE_|ERR_(STREAM|TLS|SSL|OSSL)|CERT_|DEPTH_|SELF_|UNABLE_)/;

const isSystemError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && SOCKET_CODE.test(thrown.code);

const aborted = (details: HdfsErrorDetails, signal: AbortSignal | undefined): HdfsError =>
  new HdfsError('aborted', `${String(details.operation)} of ${String(details.path)} was called off`, {
    ...details,
    cause: signal?.reason,
  });
