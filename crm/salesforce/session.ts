import type { Secret } from '../../domain/crm-settings.ts';
import { jsonOf, webCall, type WebAnswer, type WebRequest } from '../web-call.ts';
import { withToken } from '../with-token.ts';
import { failureOf } from './failure.ts';
import { login } from './login.ts';
import type { SalesforceSettings } from './settings.ts';

interface SalesforceCall {
  readonly method: WebRequest['method'];
  /** Below /services/data/v<version>/. */
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly csv?: string;
  /** How many rows the call writes; a rejection of several is `batch`. */
  readonly rows?: number;
}

/** An org with its login, which is made when first needed and once more when it has run out. */
export interface Session {
  readonly settings: SalesforceSettings;
  /** The body of a success as text. @throws CrmError */
  text(call: SalesforceCall): Promise<string>;
  /** The body of a success as JSON. @throws CrmError */
  json(call: SalesforceCall): Promise<unknown>;
}

export function openSession(
  settings: SalesforceSettings,
  secret: (secret: Secret) => string,
  timeoutMs: number,
): Session {
  const authorized = withToken(() => login(settings, secret, timeoutMs));

  const send = async (call: SalesforceCall, accessToken: string): Promise<WebAnswer> => {
    const body = call.csv ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
    const contentType = call.csv === undefined ? 'application/json' : 'text/csv; charset=UTF-8';
    return webCall({
      method: call.method,
      url: `${settings.instance}/services/data/v${settings.api_version}/${call.path}`,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body }),
      timeoutMs,
    });
  };

  const text = async (call: SalesforceCall): Promise<string> => {
    const answer = await authorized((token) => send(call, token));
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw failureOf(answer, call.rows ?? 0);
  };

  return { settings, text, json: async (call) => jsonOf(await text(call)) };
}
