import { CrmError } from '../crm.ts';
import { retryAfterMs } from '../web-call.ts';

/**
 * Tryton said no to what the call says; the transaction was rolled back, so nothing of it is written.
 * `refused` a rule of Tryton's or of a module, in words for a person · `changed` a record is newer than the `_timestamp` sent with it ·
 * `failed` an exception of the server's own: a name it does not know, a value it cannot take
 */
export class TrytonRefusal extends Error {
  readonly kind: 'refused' | 'changed' | 'failed';
  /** Whether it may be about this user's rights rather than about a record's values: Tryton names the user's groups then, in a second sentence. */
  readonly aboutRights: boolean;

  constructor(kind: TrytonRefusal['kind'], message: string, aboutRights = false) {
    super(message);
    this.name = 'TrytonRefusal';
    this.kind = kind;
    this.aboutRights = aboutRights;
  }
}

/** `error` of a JSON-RPC answer: a list that begins with the exception's name, or with the text of any other exception. */
export function refusalOf(error: unknown): TrytonRefusal {
  const [name, detail] = listed(error);
  const details = listed(detail);
  switch (name) {
    case 'UserError':
      return new TrytonRefusal('refused', sentence(details[0], details[1]), details[1] !== '');
    case 'UserWarning':
      return new TrytonRefusal('refused', sentence(details[1], details[2]));
    case 'ConcurrencyException':
      return new TrytonRefusal('changed', sentence(details[0]));
    default:
      return new TrytonRefusal('failed', `Tryton failed with: ${sentence(name)}`);
  }
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const sentence = (...parts: readonly unknown[]): string =>
  parts.filter((part): part is string => typeof part === 'string' && part !== '').join(' ') || 'nothing said';

/** An answer that is not 200. Of 401 the session takes care first. */
export function statusError(status: number, headers: Headers, what: string): CrmError {
  const message = `Tryton answered ${status} to ${what}`;
  if (status === 429) {
    const waitMs = retryAfterMs(headers);
    return new CrmError('throttled', message, waitMs === undefined ? {} : { retryAfterMs: waitMs });
  }
  if (status === 413) return new CrmError('batch', message);
  return new CrmError(status >= 500 || status === 408 ? 'transient' : 'permanent', message);
}
