import { afterAll, describe, expect, it } from 'vitest';
import type { Crm, CrmField, CrmValue } from '../../crm/crm.ts';
import { openTrytonCrm } from '../../crm/tryton/crm.ts';
import { fromTryton, toTryton } from '../../crm/tryton/value.ts';
import { crmSchema } from '../../domain/crm-settings.ts';
import type { CrmFixture } from '../contract/crm-fixture.ts';
import { crmContract } from '../contract/crm.ts';
import { leadId } from './tryton/database.ts';
import { trytonEnvironment } from './tryton/environment.ts';
import { DATABASE, PASSWORDS } from './tryton/people.ts';
import { startTryton, type TestTryton } from './tryton-server.ts';

const environment = await trytonEnvironment();
const missing = typeof environment === 'string' ? environment : undefined;
if (missing !== undefined) process.stderr.write(`NOT TESTED with a real Tryton: ${missing}\n`);

let started: Promise<TestTryton> | undefined;
/** One for all tests of this file. */
const running = (): Promise<TestTryton> => {
  if (typeof environment === 'string') throw new Error(environment);
  return (started ??= startTryton(environment));
};
afterAll(async () => (await started)?.stop());

const { limits } = crmSchema.parse({ adapter: 'tryton', push: {} });

async function open(connection: object, password: () => string = () => PASSWORDS.daybreak): Promise<Crm> {
  const { url } = await running();
  const login = { url, database: DATABASE, user: 'daybreak', password: { env: 'TRYTON_PASSWORD' } };
  return openTrytonCrm({
    ...{ connection: { ...login, ...connection }, fields: [], limits, folder: '', state: '', secret: password },
  });
}

/** Of all models it is the tax that has two numbers which may be empty. */
const TAX = 'account.tax';
const TYPES = { rate: 'numeric', amount: 'numeric', legal_notice: 'text', end_date: 'date' } as const;
const names = Object.keys(TYPES) as (keyof typeof TYPES)[];

async function taxes(): Promise<CrmFixture> {
  const { takeModel, kill, restart, as } = await running();
  const admin = as('admin');
  const record = async (id: string) => {
    const params = [[['name', '=', id]], 0, null, null, names];
    const found = await admin.call(`model.${TAX}.search_read`, params);
    return (found as ({ id: number } & Record<string, unknown>)[])[0];
  };
  const fields = {
    number: { name: 'rate', type: 'number', digits: 4 },
    otherNumber: { name: 'amount', type: 'number', digits: 2 },
    text: { name: 'legal_notice', type: 'text' },
    date: { name: 'end_date', type: 'date' },
  } as const satisfies Record<string, CrmField>;
  return {
    open: () => open({ model: TAX, id_field: 'name' }),
    async put(records) {
      const absent: Record<string, unknown>[] = [];
      for (const { id, values } of records) {
        const converted = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, toTryton(TYPES[name as keyof typeof TYPES], value)]),
        );
        const present = await record(id);
        if (present) await admin.call(`model.${TAX}.write`, [[present.id], converted]);
        else absent.push({ name: id, description: id, type: 'none', ...converted });
      }
      if (absent.length > 0) await admin.call(`model.${TAX}.create`, [absent]);
    },
    async get(id) {
      const found = await record(id);
      return found && Object.fromEntries(names.map((name): [string, CrmValue] => [name, fromTryton(found[name])]));
    },
    fields,
    can: {
      versions: true,
      describes: true,
      refuses: { field: 'rate', value: 0.12345678901 },
      loseRight: () => takeModel(TAX),
      async goDown() {
        await kill();
        return restart;
      },
    },
  };
}

const note = missing === undefined ? '' : ` (NOT TESTED: ${missing})`;

describe.skipIf(missing !== undefined)(`with a real Tryton${note}`, () => {
  crmContract('Tryton', taxes);

  describe('its opportunities', () => {
    let first = 0;
    const leads = async (count: number): Promise<string[]> => {
      await (await running()).makeLeads(count, first);
      first += count;
      return Array.from({ length: count }, (_, i) => leadId(first - count + i));
    };
    const written = { state: 'written' };
    const opportunities = { id_field: 'reference' };
    const score = (value: CrmValue) => ({ conversion_probability: value });

    it('take scores as they are, and refuse an empty one with what Tryton says', async () => {
      const crm = await open(opportunities);
      const [a = '', b = ''] = await leads(2);
      expect(await crm.write([{ id: a, values: { ...score(0.1234), end_date: '2026-03-01' } }])).toEqual([written]);
      expect(await crm.read([a, b], ['conversion_probability', 'end_date'])).toMatchObject([
        { values: { conversion_probability: 0.1234, end_date: '2026-03-01' } },
        { values: { conversion_probability: 0.5, end_date: null } },
      ]);
      const reason = expect.stringMatching(
        /"Conversion Probability" .* required|required .* "Conversion Probability"/,
      ) as string;
      expect(await crm.write([{ id: a, values: score(null) }])).toEqual([{ state: 'refused', again: false, reason }]);
      await crm.close();
    });

    it('are found by Tryton id too', async () => {
      const crm = await open({ id_field: 'id' });
      const [lead = ''] = await leads(1);
      const [[id] = []] = await (await running()).query(`SELECT id FROM sale_opportunity WHERE reference = '${lead}'`);
      const found = await crm.read([`0${id}`, String(id), 'x', '9'.repeat(30)], ['reference']);
      expect(found.map((record) => record?.values)).toEqual([undefined, { reference: lead }, undefined, undefined]);
      await crm.close();
    });

    it('are not written where two have the same id', async () => {
      const crm = await open(opportunities);
      const [a = '', b = ''] = await leads(2);
      await (await running()).edit(b, { reference: a });
      const [seen] = await crm.read([a], ['conversion_probability']);
      expect(seen).toEqual({ values: score(0.5) });
      for (const row of [
        { id: a, values: score(0.25) },
        { id: a, values: score(0.25), seen: seen! },
      ]) {
        const reason = `2 records of sale.opportunity have reference ${a}`;
        expect(await crm.write([row])).toEqual([{ state: 'refused', again: false, reason }]);
      }
      await crm.close();
    });

    it('are refused for good once a field may not be written any more, which preflight finds too', async () => {
      const crm = await open(opportunities);
      const ids = await leads(3);
      const rows = ids.map((id) => ({ id, values: { ...score(0.25), comment: 'why' } }));
      const giveBack = await (await running()).takeField('sale.opportunity', 'comment');
      const failure = { trouble: 'permanent', message: expect.stringContaining('the field comment') as string };
      await expect(crm.write(rows)).rejects.toMatchObject(failure);
      await expect(crm.write(rows.slice(1, 2))).rejects.toMatchObject(failure);
      expect(await crm.preflight([{ name: 'comment', type: 'text' }])).toMatchObject([{ field: 'comment' }]);
      await giveBack();
      expect(await crm.write(rows)).toEqual([written, written, written]);
      await crm.close();
    });

    it('are asked for more digits than they keep by no push: preflight finds it', async () => {
      const crm = await open(opportunities);
      const fields = [5, 4].map((digits) => ({ name: 'conversion_probability', type: 'number', digits }) as const);
      expect(await crm.preflight(fields)).toEqual([
        { field: 'conversion_probability', reason: 'it keeps 4 decimals, not 5' },
      ]);
      expect(await (await open({ id_field: 'end_date' })).preflight([])).toMatchObject([{ field: undefined }]);
      await expect((await open({ model: 'sale.nothing' })).preflight([])).rejects.toMatchObject({
        ...{ trouble: 'permanent', message: expect.stringContaining('sale.nothing') as string },
      });
      await crm.close();
    });
  });

  describe('its login', () => {
    const read = (crm: Crm) => crm.read(['L00000'], ['comment']);

    it('is taken again with the new password when the password was changed', async () => {
      let password: string = PASSWORDS.daybreak;
      const crm = await open({ id_field: 'reference' }, () => password);
      await read(crm);
      const admin = (await running()).as('admin');
      const users = await admin.call('model.res.user.search', [[['login', '=', 'daybreak']], 0, null, null]);
      try {
        await admin.call('model.res.user.write', [users, { password: 'another-dawn-4711' }]);
        await expect(read(crm)).rejects.toMatchObject({ trouble: 'permanent' });
        password = 'another-dawn-4711';
        await expect(Promise.all([read(crm), read(crm)])).resolves.toHaveLength(2);
      } finally {
        await admin.call('model.res.user.write', [users, { password: PASSWORDS.daybreak }]);
        await crm.close();
      }
    });

    it('fails for good with a wrong password, which it does not tell, and waits after too many', async () => {
      const crm = await open({ user: 'nobody', id_field: 'reference' }, () => 'a-wrong-secret');
      const troubles: unknown[] = [];
      for (let i = 0; i < 4; i++) {
        const error = await read(crm).catch((thrown: unknown) => thrown);
        expect(String(error)).not.toContain('a-wrong-secret');
        troubles.push((error as { trouble?: unknown }).trouble);
      }
      expect(troubles[0]).toBe('permanent');
      expect(troubles.at(-1)).toBe('throttled');
    });

    it('fails for good where there is no such database', async () => {
      const crm = await open({ database: 'nowhere' });
      await expect(read(crm)).rejects.toMatchObject({ trouble: 'permanent' });
    });
  });
});
