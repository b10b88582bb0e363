import type { TrytonSession } from '../../../crm/tryton/session.ts';
import { PASSWORDS } from './people.ts';

/** Models that `daybreak` may read and write. */
const MODELS = ['sale.opportunity', 'account.tax'] as const;

/** Lead that the others are copied from. */
export const SEED = 'seed';

/** A company with its users and one lead, in a database that is new. */
export async function makeCompany(admin: TrytonSession): Promise<void> {
  const create = async (model: string, values: Readonly<Record<string, unknown>>, context = {}): Promise<number> => {
    const [id] = (await admin.call(`model.${model}.create`, [[values]], context)) as number[];
    return id!;
  };
  const currency = await create('currency.currency', { name: 'Euro', code: 'EUR', symbol: '€' });
  const party = await create('party.party', { name: 'Dawn' });
  const company = await create('company.company', { party, currency });
  const ofCompany = { companies: [['add', [company]]], company };
  await admin.call('model.res.user.write', [[1], ofCompany]);
  const groups = (await admin.call('model.res.group.search', [
    [['name', '=', 'Sale Opportunity']],
    0,
    null,
    null,
  ])) as number[];
  const scores = await create('res.group', { name: 'Scores' });
  for (const model of MODELS) {
    await create('ir.model.access', {
      ...{ model, group: scores },
      ...{ perm_read: true, perm_write: true, perm_create: false, perm_delete: false },
    });
  }
  const user = async (login: 'daybreak' | 'person', of: readonly number[]): Promise<unknown> =>
    create('res.user', { name: login, login, password: PASSWORDS[login], groups: [['add', of]], ...ofCompany });
  await user('daybreak', [scores]);
  await user('person', groups);
  const context = { company, companies: [company] };
  await create('sale.opportunity', { reference: SEED, company, currency }, context);
}
