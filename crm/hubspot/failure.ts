import { z } from 'zod';
import { CrmError, type WriteOutcome } from '../crm.ts';
import { jsonOf, retryAfterMs, type WebAnswer } from '../web-call.ts';

const context = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional();

/** Every part may be missing: https://developers.hubspot.com/docs/api-reference/error-handling */
export const hubspotError = z.object({
  message: z.string().optional(),
  category: z.string().optional(),
  policyName: z.string().optional(),
  context: context.catch(undefined),
  errors: z
    .array(z.object({ message: z.string().optional(), code: z.string().optional(), context: context.catch(undefined) }))
    .optional(),
});
export type HubspotError = z.infer<typeof hubspotError>;

/** By the policy that a 429 names: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const POLICY_WAIT_MS: Readonly<Record<string, number>> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: 10_000,
  // it ends at midnight of the account's time zone, which is not told
  DAILY: 15 * 60_000,
};

/** A locked record is free again after two seconds or more. */
const LOCKED_WAIT_MS = 2_000;

const PASSING = /RATE_LIMIT|LOCKED|INTERNAL_ERROR|SERVICE_UNAVAILABLE|TIMEOUT|UNAVAILABLE|MIGRATION/;

/** What is wrong with every row where it is wrong with one. */
const GENERAL =
  /PROPERTY_DOESNT_EXIST|READ_ONLY_VALUE|MISSING_SCOPES|INVALID_AUTHENTICATION|EXPIRED_AUTHENTICATION|PERMISSION|Unable to infer object type|non-unique/;

/** Nothing to do with what was asked. @throws CrmError `throttled` or `transient`; returns otherwise */
export function throwUnanswered(answer: WebAnswer): void {
  const { status, headers } = answer;
  const asked = retryAfterMs(headers);
  if (status === 429) throw throttled(answer, asked ?? policyWaitMs(answer));
  if (status === 423) throw throttled(answer, asked ?? LOCKED_WAIT_MS);
  // the account is being moved to another data centre
  if (status === 477) throw throttled(answer, asked);
  if (status === 503 && asked !== undefined) throw throttled(answer, asked);
  if (status >= 500 || status === 408) throw new CrmError('transient', saidOf(answer));
}

/** An answer that is no success as what it means for the push; `rows` are those of the call, 0 where it was no write. */
export function failureOf(answer: WebAnswer, rows: number): CrmError {
  throwUnanswered(answer);
  const { status } = answer;
  const general = GENERAL.test(answer.text);
  const aboutRows = [400, 404, 409, 422].includes(status) && hasError(answer) && !general;
  if (status === 413 || status === 414 || (aboutRows && rows > 0)) return new CrmError('batch', saidOf(answer));
  return new CrmError('permanent', saidOf(answer));
}

const errorIn = ({ text }: WebAnswer): HubspotError | undefined => hubspotError.safeParse(jsonOf(text)).data;

const hasError = (answer: WebAnswer): boolean => errorIn(answer)?.category !== undefined;

function policyWaitMs(answer: WebAnswer): number | undefined {
  const rolling = Number(answer.headers.get('x-hubspot-ratelimit-interval-milliseconds') ?? Number.NaN);
  const policy = errorIn(answer)?.policyName ?? '';
  if (policy !== 'DAILY' && rolling > 0) return rolling;
  return POLICY_WAIT_MS[policy];
}

function throttled(answer: WebAnswer, waitMs: number | undefined): CrmError {
  return new CrmError('throttled', saidOf(answer), waitMs === undefined ? {} : { retryAfterMs: waitMs });
}

function saidOf(answer: WebAnswer): string {
  const error = errorIn(answer);
  const policy = error?.policyName ? ` (${error.policyName})` : '';
  return `HubSpot answered ${answer.status}${error && reasonOf(error) ? `, ${reasonOf(error)}` : ''}${policy}`;
}

/** `again` where HubSpot's category says that the trouble passes. */
export function refusal(error: HubspotError): WriteOutcome {
  return { state: 'refused', reason: reasonOf(error) || 'no reason was given', again: isPassing(error) };
}

const isPassing = (error: HubspotError): boolean => PASSING.test(error.category ?? '');

/** Whether a person must mend something before any row can be written. */
export const isGeneral = (error: HubspotError): boolean => GENERAL.test(JSON.stringify(error));

/** `CATEGORY: message; details`, what there is of it; empty where nothing is. */
export function reasonOf({ category, message, errors }: HubspotError): string {
  const details = (errors ?? [])
    .flatMap((error) => error.message ?? error.code ?? [])
    .filter((text) => text !== message);
  return [category, [message, ...details].filter(Boolean).join('; ')].filter(Boolean).join(': ');
}
