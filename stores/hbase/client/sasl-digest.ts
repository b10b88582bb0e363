import { createHash } from 'node:crypto';
import { HBaseError } from './hbase-error.ts';

/** What a log-in by DIGEST-MD5 (RFC 2831) needs beside the server's challenge. */
export interface DigestLogin {
  readonly user: string;
  readonly password: string;
  /** `service/host` as the server has it. */
  readonly digestUri: string;
  /** A random text of the client's. */
  readonly clientNonce: string;
}

export interface DigestAnswer {
  readonly response: string;
  /** What the server must say in return; only who knows the password can. */
  readonly expected: string;
}

/** Throws of kind `security` where the server asks for what this does not do, e.g. encryption by SASL. */
export function answerChallenge(challenge: string, login: DigestLogin): DigestAnswer {
  const directives = parseDirectives(challenge);
  const nonce = directives.get('nonce');
  const qop = (directives.get('qop') ?? 'auth').split(',').map((each) => each.trim());
  if (nonce === undefined || directives.get('algorithm') !== 'md5-sess') {
    throw new HBaseError('security', 'The server does not send a challenge of DIGEST-MD5.');
  }
  if (!qop.includes('auth')) {
    throw new HBaseError(
      'security',
      'The server asks for encryption by SASL (hbase.rpc.protection); only TLS is offered.',
    );
  }
  const { user, password, digestUri, clientNonce } = login;
  const realm = directives.get('realm') ?? '';
  const session = Buffer.concat([md5(`${user}:${realm}:${password}`), Buffer.from(`:${nonce}:${clientNonce}`)]);
  const proof = (method: string): string => {
    const a2 = md5(`${method}:${digestUri}`).toString('hex');
    return md5(`${md5(session).toString('hex')}:${nonce}:00000001:${clientNonce}:auth:${a2}`).toString('hex');
  };
  const fields = [
    'charset=utf-8',
    `username=${quote(user)}`,
    ...(realm === '' ? [] : [`realm=${quote(realm)}`]),
    `nonce=${quote(nonce)}`,
    'nc=00000001',
    `cnonce=${quote(clientNonce)}`,
    `digest-uri=${quote(digestUri)}`,
    `response=${proof('AUTHENTICATE')}`,
    'qop=auth',
  ];
  return { response: fields.join(','), expected: `rspauth=${proof('')}` };
}

/** `key=value, key="value"`; a backslash in quotes takes the next character as it is. */
function parseDirectives(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key, quoted, bare] of text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gs)) {
    if (key !== undefined) found.set(key, quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/gs, '$1'));
  }
  return found;
}

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** MD5 is what RFC 2831 prescribes; it hides a token from no one who can try many. TLS does. */
const md5 = (data: string | Buffer): Buffer => createHash('md5').update(data).digest();
