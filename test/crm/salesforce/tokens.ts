import { createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RestAnswer } from '../rest-server.ts';

/** Logins of the org: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flows.htm */
export interface Tokens {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly username: string;
  /** PEM; its certificate is with the connected app. */
  readonly privateKey: string;
  readonly audience: string;
  /** One that is good until `expire`. */
  make(): string;
  /** Ends all tokens that were given. */
  expire(): void;
  grant(form: string): RestAnswer;
  accepts(authorization: string | undefined): boolean;
}

const denied = (error: string, description: string): RestAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

export function tokens(): Tokens {
  const good = new Set<string>();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const login: Tokens = {
    clientId: 'client',
    clientSecret: 'client-secret',
    refreshToken: 'refresh-token',
    username: 'daybreak@example.com',
    privateKey,
    audience: 'https://login.salesforce.com',
    make() {
      const token = `00D!${randomUUID()}`;
      good.add(token);
      return token;
    },
    expire() {
      good.clear();
    },
    accepts: (authorization) => good.has(authorization?.replace(/^Bearer /, '') ?? ''),
    grant(form) {
      const fields = new URLSearchParams(form);
      const granted = (): RestAnswer => ({
        status: 200,
        body: { access_token: login.make(), instance_url: 'http://127.0.0.1', token_type: 'Bearer' },
      });
      switch (fields.get('grant_type')) {
        case 'client_credentials':
          return fields.get('client_id') === login.clientId && fields.get('client_secret') === login.clientSecret
            ? granted()
            : denied('invalid_client', 'invalid client credentials');
        case 'refresh_token':
          return fields.get('client_id') === login.clientId && fields.get('refresh_token') === login.refreshToken
            ? granted()
            : denied('invalid_grant', 'expired access/refresh token');
        case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
          return claimHolds(login, publicKey, fields.get('assertion') ?? '')
            ? granted()
            : denied('invalid_grant', 'invalid assertion');
        default:
          return denied('unsupported_grant_type', 'grant type not supported');
      }
    },
  };
  return login;
}

function claimHolds(login: Tokens, publicKey: string, assertion: string): boolean {
  const [head = '', claim = '', signature = ''] = assertion.split('.');
  if (!createVerify('RSA-SHA256').update(`${head}.${claim}`).verify(publicKey, signature, 'base64url')) return false;
  const { iss, sub, aud, exp } = JSON.parse(Buffer.from(claim, 'base64url').toString()) as Record<string, unknown>;
  const leftSeconds = Number(exp) - Date.now() / 1_000;
  const fresh = leftSeconds > 0 && leftSeconds <= 181;
  return iss === login.clientId && sub === login.username && aud === login.audience && fresh;
}
