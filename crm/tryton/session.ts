import { z } from 'zod';
import { CrmError } from '../crm.ts';
import { jsonOf, webCall, type WebAnswer } from '../web-call.ts';
import { refusalOf, statusError } from './answer-error.ts';

export interface TrytonLogin {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  /** Asked for at each login, so that a password that was changed is found. */
  readonly password: () => string;
  readonly timeoutMs: number;
}

export interface TrytonSession {
  /**
   * A method by its full name (`model.sale.opportunity.write`); the context comes last: the user's own and what is given here.
   * @throws CrmError, TrytonRefusal
   */
  call(method: string, params: readonly unknown[], context?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Ends the session at Tryton too, if there is one. */
  close(): Promise<void>;
}

interface Opened {
  readonly authorization: string;
  /** Company, language and groups of the user, without which rules of companies hide every record. */
  readonly context: Readonly<Record<string, unknown>>;
}

const answerSchema = z.union([z.object({ error: z.unknown() }), z.object({ result: z.unknown().optional() })]);
const loginSchema = z.tuple([z.int(), z.string()]).rest(z.unknown());
const contextSchema = z.record(z.string(), z.unknown());

/** JSON-RPC of one user. Logs in with the first call, and again when Tryton has forgotten the session. */
export function trytonSession(login: TrytonLogin): TrytonSession {
  const address = `${login.url}/${encodeURIComponent(login.database)}/rpc/`;
  let opened: Promise<Opened> | undefined;

  const post = (method: string, params: readonly unknown[], authorization?: string): Promise<WebAnswer> =>
    webCall({
      method: 'POST',
      url: address,
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({ id: 0, method, params }),
      timeoutMs: login.timeoutMs,
    });

  const open = async (): Promise<Opened> => {
    const answer = await post('common.db.login', [login.user, { password: login.password() }]);
    if (answer.status === 401) {
      throw new CrmError('permanent', `Tryton at ${address} does not let ${login.user} in with this password`);
    }
    const [user, token] = shaped(loginSchema, resultOf(answer, 'the login'), 'the login');
    const authorization = `Session ${Buffer.from(`${login.user}:${user}:${token}`).toString('base64')}`;
    const preferences = await post('model.res.user.get_preferences', [true, {}], authorization);
    const context = resultOf(preferences, 'model.res.user.get_preferences');
    return { authorization, context: shaped(contextSchema, context, 'model.res.user.get_preferences') };
  };

  /** One login for all calls that wait for it; one that failed is tried again by the next call. */
  const current = (): Promise<Opened> => {
    const opening = (opened ??= open());
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  };

  return {
    async call(method, params, context = {}) {
      const opening = current();
      const send = (session: Opened): Promise<WebAnswer> =>
        post(method, [...params, { ...session.context, ...context }], session.authorization);
      let answer = await send(await opening);
      if (answer.status === 401) {
        if (opened === opening) opened = undefined;
        answer = await send(await current());
      }
      return resultOf(answer, method);
    },
    async close() {
      const session = await opened?.catch(() => undefined);
      opened = undefined;
      // a session that cannot be ended ends by itself
      if (session !== undefined) await post('common.db.logout', [], session.authorization).catch(() => undefined);
    },
  };
}

/** @throws CrmError, TrytonRefusal */
function resultOf({ status, headers, text }: WebAnswer, what: string): unknown {
  if (status !== 200) throw statusError(status, headers, what);
  const answer = jsonOf(text);
  // a gateway's own page
  if (answer === undefined) throw new CrmError('transient', `Tryton's answer to ${what} is no JSON`);
  const parsed = shaped(answerSchema, answer, what);
  if ('error' in parsed) throw refusalOf(parsed.error);
  return parsed.result;
}

/** @throws CrmError `permanent` when it is not of the shape: another version of Tryton, or no Tryton */
export function shaped<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CrmError('permanent', `Tryton's answer to ${what} is not understood: ${z.prettifyError(parsed.error)}`);
}
