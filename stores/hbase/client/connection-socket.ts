import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { HBaseError } from './hbase-error.ts';

/** How to check the server's certificate, and which to show: what node:tls takes, e.g. `ca`, `cert`, `key`, `servername`. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'minVersion' | 'rejectUnauthorized'
>;

const KEEP_ALIVE_MS = 30_000;

/** A connected socket. What arrives goes to the last `receive`, whose bytes are valid during the call only. */
export interface OpenSocket {
  readonly socket: Socket;
  readonly receive: (onBytes: (bytes: Uint8Array) => void) => void;
}

/** One read of the system at a time, into memory that is used again: a scan is hundreds of megabytes. */
const READ_BYTES = 256 * 1024;

/** A connected socket, by TLS where `tls` is given. Throws of kind `connection`, with `unsent`, and never later than `timeoutMs`. */
export async function openSocket(server: string, timeoutMs: number, tls: TlsOptions | undefined): Promise<OpenSocket> {
  const { host, port } = splitAddress(server);
  let onBytes: (bytes: Uint8Array) => void = () => undefined;
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (bytes: number, buffer: Uint8Array): boolean => {
      onBytes(buffer.subarray(0, bytes));
      return true;
    },
  };
  const socket =
    tls === undefined
      ? connectTcp({ host, port, onread })
      : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...tls });
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      socket.destroy();
      const reason = cause instanceof Error ? cause.message || codeOf(cause) : String(cause);
      reject(new HBaseError('connection', `No connection to ${server}: ${reason}.`, { server, unsent: true, cause }));
    };
    const onClose = (): void => {
      fail('the server closed it at once');
    };
    const timer = setTimeout(fail, timeoutMs, `no answer within ${timeoutMs} ms`);
    socket.once('error', fail).once('close', onClose);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', fail).off('close', onClose);
      // an error without a listener would end the process; 'close' follows every error, and its listener acts
      socket.on('error', () => undefined);
      socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
      // a TLS socket has no such reads: its bytes come from the decryption
      if (tls !== undefined) {
        socket.on('data', (bytes: Buffer) => {
          onBytes(bytes);
        });
      }
      resolve({ socket, receive: (handler) => (onBytes = handler) });
    });
    socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name);

/** Throws of kind `usage` for what is not host:port; an IPv6 address stands in brackets. */
function splitAddress(server: string): { readonly host: string; readonly port: number } {
  const match = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(server);
  const port = Number(match?.[2]);
  if (!match?.[1] || port < 1 || port > 65_535) throw new HBaseError('usage', `"${server}" is not host:port.`);
  return { host: match[1], port };
}
