import type { WebAnswer } from './web-call.ts';

/** Sends a call with an access token. @throws CrmError of the login */
export type WithToken = (send: (token: string) => Promise<WebAnswer>) => Promise<WebAnswer>;

/**
 * One token for calls that run beside each other; a call that is answered 401 is sent once more with a new one. A `login` that only looks a token
 * up gives the one that stands there by then.
 */
export function withToken(login: () => Promise<string>): WithToken {
  let token: Promise<string> | undefined;
  const current = async (): Promise<string> => {
    const mine = (token ??= login());
    try {
      return await mine;
    } catch (error) {
      if (token === mine) token = undefined;
      throw error;
    }
  };
  return async (send) => {
    const used = await current();
    const answer = await send(used);
    if (answer.status !== 401) return answer;
    // another call may have renewed it already
    if ((await current()) === used) token = undefined;
    return send(await current());
  };
}
