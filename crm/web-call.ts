import { CrmError } from './crm.ts';

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** For the whole call, from the first byte sent to the last one received. */
  readonly timeoutMs: number;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One call, whatever its answer says; a redirection is an answer like any other, so that a login never travels to another host.
 * @throws CrmError `transient` when there is no answer, or not all of it, within the time; `permanent` for a header that cannot be sent
 */
export async function webCall(request: WebRequest): Promise<WebAnswer> {
  const { method, url, body } = request;
  const headers = headersOf(request.headers);
  const timeoutMs = Math.ceil(request.timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers,
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    throw new CrmError('transient', `${new URL(url).host} did not answer: ${whyNot(cause, timeoutMs)}`, { cause });
  }
}

/** fetch would say the value of a header that it cannot send, and that may be a login. */
function headersOf(said: WebRequest['headers'] = {}): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(said)) {
    try {
      headers.append(name, value);
    } catch {
      const why = 'what goes into it (a token, perhaps) has a line break or a letter that no header can carry';
      throw new CrmError('permanent', `the header ${name} cannot be sent: ${why}`);
    }
  }
  return headers;
}

/** fetch hides what happened to the connection in a chain of causes. */
function whyNot(thrown: unknown, timeoutMs: number): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return `nothing came within ${timeoutMs} ms`;
  return thrown.cause === undefined ? thrown.message : whyNot(thrown.cause, timeoutMs);
}

/** What the header `Retry-After` asks for, in seconds or as a date (RFC 9110, 10.2.3); undefined where it is missing or neither. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  // what begins with a weekday; Date.parse takes much else for a date
  const at = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** A text as JSON; undefined where it is none, such as the page of a proxy. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
