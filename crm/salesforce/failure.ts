import { z } from 'zod';
import { CrmError, type WriteOutcome } from '../crm.ts';
import { jsonOf, retryAfterMs, type WebAnswer } from '../web-call.ts';

/** As the REST API puts it for a whole call: https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html */
const callErrors = z.array(z.object({ errorCode: z.string(), message: z.string() }).loose()).min(1);

export interface RowError {
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[] | undefined;
}

/** A lock, a limit or a fault of the moment: the same row may be taken later. */
const PASSING = new Set([
  'UNABLE_TO_LOCK_ROW',
  'SERVER_UNAVAILABLE',
  'REQUEST_RUNNING_TOO_LONG',
  'REQUEST_LIMIT_EXCEEDED',
  'QUERY_TIMEOUT',
  'UNKNOWN_EXCEPTION',
  'PROCESSING_HALTED',
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
]);

/** What is wrong with every row where it is wrong with one. */
const GENERAL = new Set([
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INVALID_TYPE',
  'INVALID_TYPE_FOR_OPERATION',
  'API_DISABLED_FOR_ORG',
  'API_CURRENTLY_DISABLED',
  'FUNCTIONALITY_NOT_ENABLED',
  'STORAGE_LIMIT_EXCEEDED',
]);

/** Either of the object or of this record only: the description of the object tells. */
const ACCESS = /^INSUFFICIENT_ACCESS/;

/** The org's limit of a day moves with the last 24 hours, so a while may be enough. */
const DAILY_LIMIT_WAIT_MS = 15 * 60_000;

/** Nothing to do with what was asked. @throws CrmError `throttled` or `transient`; returns otherwise */
export function throwUnanswered(answer: WebAnswer): void {
  const { status, headers } = answer;
  const said = saidOf(answer);
  const asked = retryAfterMs(headers);
  if (status === 429) throw throttled(said, asked);
  if (said.includes('REQUEST_LIMIT_EXCEEDED')) {
    throw throttled(said, asked ?? (said.includes('TotalRequests') ? DAILY_LIMIT_WAIT_MS : undefined));
  }
  if (status === 503 && asked !== undefined) throw throttled(said, asked);
  if (status >= 500 || status === 408) throw new CrmError('transient', said);
}

/** An answer that is no success as what it means for the push; `rows` are those of the call, 0 where it was no write. */
export function failureOf(answer: WebAnswer, rows: number): CrmError {
  throwUnanswered(answer);
  const { status } = answer;
  const codes = callErrors.safeParse(jsonOf(answer.text)).data?.map((error) => error.errorCode) ?? [];
  if (codes.some((code) => PASSING.has(code))) return new CrmError('transient', saidOf(answer));
  if (status === 413 || status === 414 || status === 431) return new CrmError('batch', saidOf(answer));
  const general = codes.some((code) => GENERAL.has(code) || ACCESS.test(code));
  if (status === 400 && rows > 0 && codes.length > 0 && !general) return new CrmError('batch', saidOf(answer));
  return new CrmError('permanent', saidOf(answer));
}

function saidOf({ status, text }: WebAnswer): string {
  const errors = callErrors.safeParse(jsonOf(text)).data;
  const said = errors?.map(({ errorCode, message }) => `${errorCode}: ${message}`).join('; ');
  return `Salesforce answered ${status}${said ? `, ${said}` : ''}`;
}

const throttled = (said: string, waitMs: number | undefined): CrmError =>
  new CrmError('throttled', said, waitMs === undefined ? {} : { retryAfterMs: waitMs });

/** `again` where the error is of the moment, not of the row. */
export function refusal(error: RowError): WriteOutcome {
  return { state: 'refused', reason: reasonOf(error), again: isPassing(error) };
}

/** A trigger or flow that ran out of Apex's limits has to do with the other rows of the same call. */
const isPassing = ({ code, message }: RowError): boolean =>
  PASSING.has(code) || (code === 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY' && message.includes('LimitException'));

function reasonOf({ code, message, fields }: RowError): string {
  return `${code}: ${message}${fields?.length ? ` (${fields.join(', ')})` : ''}`;
}

interface GeneralFailure {
  readonly reason: string;
  /** It may be of these records only, so ask for the object's description. */
  readonly unsure: boolean;
}

/** What all rows of a call failed for, where that is a matter of the object, its fields or the user; undefined otherwise. */
export function generalFailure(errors: readonly (RowError | undefined)[]): GeneralFailure | undefined {
  const first = errors[0];
  if (!first || errors.some((error) => error === undefined)) return undefined;
  if (errors.every((error) => error && GENERAL.has(error.code))) return { reason: reasonOf(first), unsure: false };
  if (errors.every((error) => error && ACCESS.test(error.code))) return { reason: reasonOf(first), unsure: true };
  return undefined;
}
