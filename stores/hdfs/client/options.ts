import type { SecureContextOptions } from 'node:tls';
import { HdfsError } from './hdfs-error.ts';

/** Who asks: a name, which a cluster without Kerberos believes, or a delegation token as `delegationToken` gave it. */
type HdfsIdentity = { readonly user: string } | { readonly delegationToken: string };

export interface HdfsOptions {
  /** WebHDFS addresses of the NameNodes, such as `http://nn1.example:9870`; `https://` for TLS. The one that serves is found and remembered. */
  readonly namenodes: readonly string[];
  readonly identity: HdfsIdentity;
  /** The longest silence of a server while an answer or its next bytes are due. Default 60,000. */
  readonly silenceMs?: number;
  /** How long one call to a NameNode is repeated through failover, restart and safe mode. Default 30,000. */
  readonly operationTimeoutMs?: number;
  /** For https:// servers: authorities, a certificate of one's own. */
  readonly tls?: Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase'> & { readonly servername?: string };
}

export interface Settings {
  readonly namenodes: readonly URL[];
  /** Names and values of the query that say who asks. */
  readonly identity: Readonly<Record<string, string>>;
  readonly silenceMs: number;
  readonly operationTimeoutMs: number;
  readonly tls: HdfsOptions['tls'];
}

/** The options, complete. @throws HdfsError usage */
export function settingsOf(options: HdfsOptions): Settings {
  if (options.namenodes.length === 0) throw new HdfsError('usage', 'name at least one NameNode');
  const { identity } = options;
  return {
    namenodes: options.namenodes.map(namenodeUrl),
    identity: 'user' in identity ? { 'user.name': identity.user } : { delegation: identity.delegationToken },
    silenceMs: options.silenceMs ?? 60_000,
    operationTimeoutMs: options.operationTimeoutMs ?? 30_000,
    tls: options.tls,
  };
}

function namenodeUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new HdfsError('usage', `"${address}" is no NameNode address such as http://nn1.example:9870`);
  }
  return url;
}
