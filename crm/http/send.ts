import type { CrmOptions } from '../crm-options.ts';
import { CrmError } from '../crm.ts';
import { jsonOf, retryAfterMs, webCall, type WebRequest } from '../web-call.ts';
import { answerText } from './answer-text.ts';
import { authHeaders } from './auth-headers.ts';
import type { HttpSettings } from './settings.ts';
import { meaningOf } from './sort-status.ts';
import { addressOf, fill, type Fillings } from './template.ts';

interface CallTemplate {
  readonly method: WebRequest['method'];
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `rejected`: for what a row says, or a record of this path that is not there. */
export type Answer =
  | { readonly state: 'done'; readonly json: unknown }
  | { readonly state: 'rejected'; readonly status: number; readonly reason: string };

/** Sends a call once. @throws CrmError for every other answer, and for none */
export type Send = (call: CallTemplate, fillings: Fillings) => Promise<Answer>;

export function sender(settings: HttpSettings, { limits, secret }: Pick<CrmOptions, 'limits' | 'secret'>): Send {
  const timeoutMs = limits.timeout_seconds * 1_000;
  const { url: base, statuses } = settings;
  return async ({ method, path, query, body }, fillings) => {
    const url = addressOf(base, path, query, fillings);
    const where = `${method} ${url.origin}${url.pathname.slice(0, 120)}`;
    // Secrets are read for every call: a token that is renewed in its file counts at once.
    const content = body === undefined ? undefined : JSON.stringify(fill(body, fillings));
    const { status, headers, text } = await webCall({
      method,
      url: url.href,
      headers: lowerCase({
        accept: 'application/json',
        ...(content !== undefined && { 'content-type': 'application/json' }),
        ...settings.headers,
        ...authHeaders(settings.auth, secret),
      }),
      timeoutMs,
      ...(content !== undefined && { body: content }),
    });
    const waitMs = retryAfterMs(headers);
    const failed = `${where} answered ${status}: ${answerText(text)}`;
    const meaning = meaningOf(status, waitMs !== undefined, statuses);
    switch (meaning) {
      case 'done':
        return { state: 'done', json: answerJson(text, where) };
      case 'rejected':
        return { state: 'rejected', status, reason: failed };
      case 'throttled':
        throw new CrmError('throttled', failed, waitMs === undefined ? {} : { retryAfterMs: waitMs });
      case 'permanent':
        if (status === 404 && path.includes('{id}')) return { state: 'rejected', status, reason: failed };
        throw new CrmError('permanent', failed);
      case 'transient':
        throw new CrmError('transient', failed);
    }
  };
}

/** An answer that is empty has nothing to say; one that is no JSON comes from something that stands between. */
function answerJson(text: string, where: string): unknown {
  const json = jsonOf(text);
  if (json === undefined && text.trim() !== '')
    throw new CrmError('transient', `${where} answered with something that is not JSON: ${answerText(text)}`);
  return json;
}

/** Later ones count: a name that stands twice would be sent as both values. */
const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
