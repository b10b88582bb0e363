import { createSign } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../domain/crm-settings.ts';
import { CrmError } from '../crm.ts';
import { jsonOf, webCall } from '../web-call.ts';
import { throwUnanswered } from './failure.ts';
import type { SalesforceSettings } from './settings.ts';

const granted = z.object({ access_token: z.string().min(1) });
const denied = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * An access token, by whichever of the ways the settings name.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flows.htm
 * @throws CrmError `permanent` when the login is refused
 */
export async function login(
  settings: SalesforceSettings,
  secret: (secret: Secret) => string,
  timeoutMs: number,
): Promise<string> {
  if ('token' in settings.auth) return secret(settings.auth.token);
  const answer = await webCall({
    method: 'POST',
    url: `${settings.instance}/services/oauth2/token`,
    body: new URLSearchParams(grant(settings.auth, secret)),
    timeoutMs,
  });
  const body = jsonOf(answer.text);
  const token = granted.safeParse(body);
  if (answer.status === 200 && token.success) return token.data.access_token;
  throwUnanswered(answer);
  const why = denied.safeParse(body).data;
  const said = why
    ? `${why.error}${why.error_description ? `, ${why.error_description}` : ''}`
    : `HTTP ${answer.status}`;
  throw new CrmError('permanent', `Salesforce refused the login: ${said}`);
}

type OAuth = Exclude<SalesforceSettings['auth'], { token: Secret }>;

function grant(auth: OAuth, secret: (secret: Secret) => string): Record<string, string> {
  if ('private_key' in auth) {
    const assertion = signedClaim(auth.client_id, auth.username, auth.audience, secret(auth.private_key));
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  }
  const client = {
    client_id: auth.client_id,
    ...(auth.client_secret && { client_secret: secret(auth.client_secret) }),
  };
  return 'refresh_token' in auth
    ? { grant_type: 'refresh_token', refresh_token: secret(auth.refresh_token), ...client }
    : { grant_type: 'client_credentials', ...client };
}

/** A claim that is good for three minutes, the most that Salesforce takes (RFC 7523, RS256). */
function signedClaim(issuer: string, subject: string, audience: string, privateKey: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claim = { iss: issuer, sub: subject, aud: audience, exp: Math.floor(Date.now() / 1_000) + 180 };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claim)}`;
  try {
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  } catch (cause) {
    throw new CrmError('permanent', 'crm.connection.auth.private_key is not a private key in PEM form', { cause });
  }
}
