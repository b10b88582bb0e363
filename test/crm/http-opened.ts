import type { Crm, CrmField } from '../../crm/crm.ts';
import { openHttpCrm } from '../../crm/http/crm.ts';
import { crmSchema } from '../../domain/crm-settings.ts';
import type { HttpCrmServer } from './http-server.ts';

/** The fields of the server as a push would name them. */
export const httpFields = {
  number: { name: 'win_probability', type: 'number', digits: 4 },
  otherNumber: { name: 'call_rank', type: 'number', digits: 0 },
  text: { name: 'why', type: 'text' },
  date: { name: 'scored_on', type: 'date' },
} satisfies Record<string, CrmField>;

export function openedHttpCrm(
  { token }: Pick<HttpCrmServer, 'token'>,
  connection: unknown,
  limits: Partial<ReturnType<typeof crmSchema.parse>['limits']> = {},
): Crm {
  return openHttpCrm({
    connection,
    fields: Object.values(httpFields),
    limits: { ...crmSchema.parse({ adapter: 'http', push: {} }).limits, ...limits },
    folder: '/dictionaries/shop',
    state: '/state',
    secret: () => token,
  });
}
