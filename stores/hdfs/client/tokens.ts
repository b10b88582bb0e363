import { z } from 'zod';
import { endOf, jsonOf } from './answer.ts';
import { HdfsError } from './hdfs-error.ts';
import type { Ask } from './namenode.ts';

/** Delegation tokens: who authenticated once hands one to programs that cannot. A token is a secret text. */
export interface DelegationTokens {
  /** @param renewer the user who may renew it */
  get(renewer: string): Promise<string>;
  /** Until when it holds now, in ms since 1970. */
  renew(token: string): Promise<number>;
  cancel(token: string): Promise<void>;
}

const got = z
  .object({ Token: z.object({ urlString: z.string() }).nullable() })
  .transform((answer) => answer.Token?.urlString);
const renewed = z.object({ long: z.number() }).transform((answer) => answer.long);

export const openTokens = (ask: Ask): DelegationTokens => ({
  get: async (renewer) => {
    const operation = 'GETDELEGATIONTOKEN';
    const query = { renewer };
    const token = await ask({ method: 'GET', operation, path: '/', query, repeatable: true }, (answer) =>
      jsonOf(answer, got),
    );
    if (token !== undefined) return token;
    throw new HdfsError('refused', 'this HDFS hands out no delegation tokens, as it runs without Kerberos', {
      operation,
    });
  },
  renew: (token) =>
    ask({ method: 'PUT', operation: 'RENEWDELEGATIONTOKEN', path: '/', query: { token }, repeatable: true }, (answer) =>
      jsonOf(answer, renewed),
    ),
  cancel: (token) =>
    ask({ method: 'PUT', operation: 'CANCELDELEGATIONTOKEN', path: '/', query: { token }, repeatable: false }, endOf),
});
