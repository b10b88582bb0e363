import { z } from 'zod';
import type { Secret } from '../../domain/crm-settings.ts';
import { CrmError } from '../crm.ts';
import { jsonOf, webCall, type WebAnswer } from '../web-call.ts';
import { withToken } from '../with-token.ts';
import { failureOf, throwUnanswered } from './failure.ts';
import type { HubspotSettings } from './settings.ts';

export interface HubspotCall {
  /** Of the CRM API: `objects` or `properties`. */
  readonly api: 'objects' | 'properties';
  /** Below the object's own address. */
  readonly path?: string;
  /** Posted as JSON; without it the call is a GET. */
  readonly json?: unknown;
  /** How many rows the call writes; a rejection of several is `batch`. */
  readonly rows?: number;
}

/** An account with its login, which is made when first needed and once more when it has run out. */
export interface Session {
  readonly settings: HubspotSettings;
  /** The body of a success, 207 among them. @throws CrmError */
  json(call: HubspotCall): Promise<unknown>;
}

const granted = z.object({ access_token: z.string().min(1) });

export function openSession(settings: HubspotSettings, secret: (secret: Secret) => string, timeoutMs: number): Session {
  const call = withToken(() => login(settings, secret, timeoutMs));

  const send = ({ api, path = '', json }: HubspotCall, accessToken: string): Promise<WebAnswer> => {
    const { base_url: base, api_version: version, object } = settings;
    const crm = version === 'v3' ? `crm/v3/${api}` : `crm/${api}/${version}`;
    return webCall({
      method: json === undefined ? 'GET' : 'POST',
      url: `${base}/${crm}/${object}${path}`,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      timeoutMs,
    });
  };

  return {
    settings,
    async json(asked) {
      const answer = await call((token) => send(asked, token));
      if (answer.status < 200 || answer.status >= 300) throw failureOf(answer, asked.rows ?? 0);
      const body = jsonOf(answer.text);
      if (body === undefined) throw new CrmError('transient', 'HubSpot answered with something else than JSON');
      return body;
    },
  };
}

/** https://developers.hubspot.com/docs/api-reference/legacy/authentication/oauth-v1/manage-oauth-tokens */
async function login(
  settings: HubspotSettings,
  secret: (secret: Secret) => string,
  timeoutMs: number,
): Promise<string> {
  const { auth, base_url: base } = settings;
  if ('token' in auth) return secret(auth.token);
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: auth.client_id,
    client_secret: secret(auth.client_secret),
    refresh_token: secret(auth.refresh_token),
  });
  const answer = await webCall({ method: 'POST', url: `${base}/oauth/v1/token`, body: form, timeoutMs });
  const { data } = granted.safeParse(jsonOf(answer.text));
  if (answer.status === 200 && data) return data.access_token;
  throwUnanswered(answer);
  throw new CrmError('permanent', `HubSpot refused the login: ${failureOf(answer, 0).message}`);
}
